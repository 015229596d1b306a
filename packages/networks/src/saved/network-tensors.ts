import type { Graph, Variables } from "@hilum/graph";
import type { StoredTensor } from "../weights/stored-tensor.ts";

const counter = "num_batches_tracked";

/**
 * The parameters and running statistics of a network as a file of weights holds them: PyTorch's names and order, batch counters as
 * int64. `writeSafetensors` makes a file of them that PyTorch's `load_state_dict` takes.
 *
 * The values are those at the moment of decoding; write the file before the next training step.
 *
 * @throws GraphError `no-variable` if a parameter or state of the graph has no values.
 */
export function networkTensors(graph: Graph, variables: Variables): ReadonlyMap<string, StoredTensor> {
  const tensors = new Map<string, StoredTensor>();
  const values = [...graph.parameters.values(), ...graph.states.values()].toSorted((a, b) => a.id - b.id);
  for (const { name } of values) {
    if (!name.endsWith(counter)) tensors.set(name, floats(variables, name));
    // An eval graph counts no batches; the variables of a training do.
    const beside = name.replace(/running_var$/, counter);
    if (beside !== name && variables.has(beside)) tensors.set(beside, wholeNumber(variables, beside));
  }
  return tensors;
}

function floats(variables: Variables, name: string): StoredTensor {
  const shape = variables.shapeOf(name);
  return { dtype: "float32", shape, values: () => variables.get(name).slice() };
}

function wholeNumber(variables: Variables, name: string): StoredTensor {
  const shape = variables.shapeOf(name);
  return {
    dtype: "int64",
    shape,
    values: () => BigInt64Array.from(variables.get(name), (count) => BigInt(Math.round(count))),
  };
}
