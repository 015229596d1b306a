import { GraphError } from "./graph-error.ts";
import type { Value } from "./graph.ts";
import { add } from "./ops/binary.ts";

/**
 * The gradient of a scalar loss with respect to each of some values, as further operations of the same graph; undefined where the
 * loss does not depend on the value (PyTorch: grad is None).
 *
 * Walks the graph backwards from the loss and applies each operation's gradient rule (reverse accumulation; Griewank & Walther,
 * Evaluating Derivatives, 2008, chapter 3).
 *
 * @throws GraphError `not-scalar` if the loss has more than one element, `no-gradient` if an operation on the way has no rule.
 */
export function gradients(loss: Value, wrt: readonly Value[]): (Value | undefined)[] {
  if (loss.shape.length > 0) {
    throw new GraphError(
      "not-scalar",
      `A gradient needs a scalar loss; ${loss.name} has shape [${loss.shape.join(", ")}]. Take its mean or sum first.`,
    );
  }
  return cotangents(loss, loss.graph.scalar(1), wrt);
}

/** The same for an output of any shape, weighted by `cotangent` (the vector in a vector–Jacobian product). */
export function cotangents(output: Value, cotangent: Value, wrt: readonly Value[]): (Value | undefined)[] {
  const { graph } = output;
  const needed = dependants(output, wrt);
  const found = new Map<Value, Value>([[output, cotangent]]);
  // Nodes made by the rules themselves come after these.
  const nodes = graph.nodes.slice();
  for (let i = nodes.length - 1; i >= 0; i--) {
    const node = nodes[i];
    const upstream = node.outputs.map((value) => found.get(value));
    if (upstream.every((value) => value === undefined)) continue;
    const wanted = node.inputs.map((value) => needed.has(value));
    if (!wanted.some(Boolean)) continue;
    if (!node.operation.gradient) {
      throw new GraphError(
        "no-gradient",
        `${node.operation.name} has no gradient, but ${node.outputs[0].name} lies between the loss and a parameter.`,
      );
    }
    const { inputs, outputs, attributes } = node;
    const downstream = node.operation.gradient({ inputs, outputs, attributes, wanted, cotangents: upstream });
    inputs.forEach((input, index) => {
      const gradient = downstream[index];
      if (!gradient || !wanted[index]) return;
      if (gradient.shape.join() !== input.shape.join()) {
        throw new GraphError(
          "gradient-shape",
          `${node.operation.name}: the gradient of input ${index} has shape [${gradient.shape.join(", ")}], the input [${input.shape.join(", ")}].`,
        );
      }
      const sum = found.get(input);
      found.set(input, sum ? add(sum, gradient) : gradient);
    });
  }
  return wrt.map((value) => found.get(value));
}

/** Values on a path from one of `wrt` to the output. */
function dependants(output: Value, wrt: readonly Value[]): ReadonlySet<Value> {
  const reached = new Set<Value>(wrt);
  for (const node of output.graph.nodes) {
    if (node.operation.stopsGradient || !node.inputs.some((value) => reached.has(value))) continue;
    for (const value of node.outputs) if (value.dtype === "float32") reached.add(value);
  }
  return reached;
}
