import { quoted } from "../weights/describe-value.ts";
import { readWeights, type ReadWeightsOptions, type Weights } from "../weights/read-weights.ts";
import { looksLikeOnnx, readOnnx } from "./read-onnx.ts";

/** Weights from a file of any kind that is read here. */
export interface OpenedWeights extends Omit<Weights, "format"> {
  readonly format: Weights["format"] | "onnx";
}

/**
 * The tensors of a PyTorch checkpoint, a safetensors file or one of our .onnx files; the content decides, not the file's name.
 *
 * @throws NetworkError as `readWeights` and `readOnnx`.
 */
export function openWeights(bytes: Uint8Array, options: ReadWeightsOptions = {}): OpenedWeights {
  if (!looksLikeOnnx(bytes)) return readWeights(bytes, options);
  const { tensors, inputs, outputs, operations, constants, metadata } = readOnnx(bytes);
  const ports = (list: typeof inputs): string =>
    list.map(({ name, shape }) => `${name} [${shape.join(", ")}]`).join(", ");
  const total = [...operations.values()].reduce((sum, count) => sum + count, 0);
  return {
    format: "onnx",
    tensors,
    notes: [
      `A network of ${total} operations with ${constants} constants: ${ports(inputs)} → ${ports(outputs)}.`,
      ...[...metadata].map(([key, text]) => `Metadata ${quoted(key)}: ${quoted(text)}.`),
    ],
  };
}
