import { type Graph, Variables } from "@hilum/graph";
import { type BuiltNetwork, buildNetwork } from "../build-network.ts";
import { NetworkError } from "../network-error.ts";
import { type NetworkSpec, parseNetworkSpec } from "../network-spec.ts";
import { loadWeights } from "../published/load-weights.ts";
import { exportOnnx } from "./export-onnx.ts";
import { readOnnx } from "./read-onnx.ts";

/** The metadata entry that holds a network's description as JSON. */
const specKey = "hilum.network";

/**
 * A trained network as an .onnx file from which it can be had back: eval graph for one image at a time, all weights, and the
 * network's description in the metadata.
 *
 * Inputs are `image` and (unless fusion is `none`) `radiomics`; outputs are `logits`, `embedding`, and the auxiliary heads by name.
 *
 * @param variables - of any graph of the same network, for example the training step's.
 * @throws NetworkError `network-spec`; GraphError `no-variable` if a parameter has no values.
 */
export function exportNetwork(
  description: NetworkSpec,
  variables: Variables,
  {
    batch = 1,
    metadata = new Map(),
  }: { readonly batch?: number; readonly metadata?: ReadonlyMap<string, string> } = {},
): Uint8Array<ArrayBuffer> {
  const { spec, graph, outputs } = buildNetwork(description, "eval", batch);
  return exportOnnx(graph, outputs, variables, new Map([[specKey, JSON.stringify(spec)], ...metadata]));
}

/** A network that came out of a file: rebuilt in mode `eval` for one image, with its weights. */
export interface ReloadedNetwork extends BuiltNetwork {
  readonly variables: Variables;
  readonly metadata: ReadonlyMap<string, string>;
}

/**
 * A network and its weights from an .onnx file of `exportNetwork`. With `spec`, it can be built for training again on the same
 * variables.
 *
 * @throws NetworkError `no-network` if the file has no description; `weights-missing` if it lacks a weight; what `readOnnx` throws.
 */
export function reloadNetwork(bytes: Uint8Array): ReloadedNetwork {
  const { tensors, metadata } = readOnnx(bytes);
  const text = metadata.get(specKey);
  if (text === undefined) {
    throw new NetworkError(
      "no-network",
      `The .onnx file has no entry "${specKey}" in its metadata, so the network cannot be built again. Export it with exportNetwork.`,
    );
  }
  const built = buildNetwork(parseNetworkSpec(parseJson(text)), "eval", 1);
  const variables = new Variables();
  requireAll(built.graph, tensors);
  loadWeights({ tensors }, built.graph, variables);
  return { ...built, variables, metadata };
}

function requireAll(graph: Graph, tensors: ReadonlyMap<string, { readonly shape: readonly number[] }>): void {
  for (const { name, shape } of [...graph.parameters.values(), ...graph.states.values()]) {
    const found = tensors.get(name);
    if (found && found.shape.join() === shape.join()) continue;
    throw new NetworkError(
      "weights-missing",
      `The .onnx file has ${found ? `${name} with shape [${found.shape.join(", ")}]` : `no ${name}`}; its network needs [${shape.join(", ")}]. ` +
        "The file is damaged, or of another version.",
    );
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new NetworkError(
      "no-network",
      `The network's description in the .onnx file is no JSON: the file is damaged.`,
    );
  }
}
