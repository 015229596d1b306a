import { encodeModel, type Graph, graphToOnnx, type OnnxModel, type Value, type Variables } from "@hilum/graph";
import { NetworkError } from "../network-error.ts";

/** Constants of the graph are called this and a number, so that a reader can tell them from the weights. */
export const constantPrefix = "constant:";

/**
 * The bytes of an .onnx file with the weights inside, which any ONNX Runtime runs: inputs and outputs by name, static shapes.
 *
 * @param graph - built in mode `eval`.
 * @param outputs - by the names they shall have in the file. What they do not need is not written.
 * @param metadata - free text by key.
 * @throws NetworkError `not-eval` for a graph that trains; `output-name` if a name is taken by an input or parameter.
 */
export function exportOnnx(
  graph: Graph,
  outputs: Readonly<Record<string, Value>>,
  variables: Variables,
  metadata: ReadonlyMap<string, string> = new Map(),
): Uint8Array<ArrayBuffer> {
  if (graph.updates.size > 0) {
    const [first] = graph.updates.keys();
    throw new NetworkError(
      "not-eval",
      `The graph updates ${graph.updates.size} states (${first} …): it is for training, where batch statistics are used. ` +
        'Build the network in mode "eval" and export that with the same variables.',
    );
  }
  const named = Object.entries(outputs);
  for (const [name] of named) {
    if (name !== "" && !graph.inputs.has(name) && !graph.parameters.has(name) && !graph.states.has(name)) continue;
    throw new NetworkError("output-name", `An output cannot be called "${name}": that is an input or parameter.`);
  }
  const stored = new Map(
    [...graph.parameters.keys(), ...graph.states.keys()].map((name) => [name, variables.get(name)]),
  );
  const model = graphToOnnx(graph, new Map(named), { stored, metadata });
  return encodeModel(renamed(model, publicNames(model, Object.keys(outputs), stored)));
}

/** Names for people in place of those that the writer made: `logits` instead of `logits:out`. */
function publicNames(
  { outputs, initializers }: OnnxModel,
  names: readonly string[],
  stored: ReadonlyMap<string, unknown>,
): ReadonlyMap<string, string> {
  const constants = initializers.filter(({ name }) => !stored.has(name));
  return new Map([
    ...outputs.map(({ name }, index) => [name, names[index]] as const),
    ...constants.map(({ name }, index) => [name, `${constantPrefix}${index}`] as const),
  ]);
}

function renamed(model: OnnxModel, names: ReadonlyMap<string, string>): OnnxModel {
  const to = (name: string): string => names.get(name) ?? name;
  return {
    ...model,
    outputs: model.outputs.map((value) => ({ ...value, name: to(value.name) })),
    initializers: model.initializers.map((tensor) => ({ ...tensor, name: to(tensor.name) })),
    nodes: model.nodes.map((node) => ({ ...node, inputs: node.inputs.map(to), outputs: node.outputs.map(to) })),
  };
}
