import type { Graph, Variables } from "@hilum/graph";
import { NetworkError } from "../network-error.ts";
import { quoted } from "../weights/describe-value.ts";
import type { Weights } from "../weights/read-weights.ts";
import type { StoredTensor, TensorValues } from "../weights/stored-tensor.ts";
import type { LoadReport } from "./load-report.ts";
import { type LoadOptions, matchWeights } from "./match-weights.ts";

/**
 * Puts the weights of a file into the variables of a network: MedicalNet's ResNets, MONAI's Swin Transformer, or our own files.
 * What has no counterpart keeps its values and is listed.
 *
 * Everything is matched, checked and decoded before the first variable changes. float16, bfloat16 and float64 become float32.
 *
 * @param weights - from `readWeights` or `openWeights`.
 * @throws NetworkError `weights-foreign` if no parameter of the network is in the file with its shape; then nothing is changed.
 */
export function loadWeights(
  weights: Pick<Weights, "tensors">,
  graph: Graph,
  variables: Variables,
  options: LoadOptions = {},
): LoadReport {
  const { report, tensors } = matchWeights(weights, graph, options);
  if (report.elementsLoaded === 0) throw foreign(weights, graph, report);
  variables.declare(graph);
  const decoded = [...tensors].map(([name, tensor]) => [name, decode(name, tensor)] as const);
  const wild = decoded.filter(([, values]) => !allFinite(values)).map(([name]) => name);
  for (const [name, values] of decoded) variables.set(name, values);
  if (wild.length === 0) return report;
  const note = `${wild.length} of the loaded tensors hold NaN or infinite values, such as ${quoted(wild[0])}: the network's outputs will too.`;
  return { ...report, notes: [...report.notes, note] };
}

function decode(name: string, { values, shape }: StoredTensor): Float32Array {
  const decoded = asFloat32(values());
  const needed = shape.reduce((count, size) => count * size, 1);
  if (decoded.length === needed) return decoded;
  throw new NetworkError(
    "tensor-values",
    `The tensor ${quoted(name)} [${shape.join(", ")}] has ${decoded.length} values instead of ${needed}.`,
  );
}

function asFloat32(values: TensorValues): Float32Array {
  if (values instanceof Float32Array) return values;
  if (values instanceof BigInt64Array) return Float32Array.from(values, Number);
  return Float32Array.from(values);
}

/** A plain loop: with a function call per value this would take longer than all the rest. */
function allFinite(values: Float32Array): boolean {
  for (let i = 0; i < values.length; i++) if (!(Math.abs(values[i]) < Infinity)) return false;
  return true;
}

function foreign({ tensors }: Pick<Weights, "tensors">, graph: Graph, { notes }: LoadReport): NetworkError {
  const some = (names: Iterable<string>): string => [...names].slice(0, 3).map(quoted).join(", ");
  return new NetworkError(
    "weights-foreign",
    `Nothing of the file (${tensors.size} tensors: ${some(tensors.keys())} …) fits the network (${some(graph.parameters.keys())} …). ` +
      (notes[0] ?? ""),
  );
}
