import { NetworkError } from "../network-error.ts";
import { quoted } from "./describe-value.ts";
import type { Checkpoint, ReadCheckpointOptions } from "./read-checkpoint.ts";
import { looksLikeZip, readCheckpoint } from "./read-checkpoint.ts";
import { looksLikeSafetensors, readSafetensors } from "./read-safetensors.ts";
import { stateDict } from "./state-dict.ts";
import type { StoredTensor } from "./stored-tensor.ts";
import { looksLikeTorchLegacy } from "./torch-legacy.ts";

/** A network's weights from a file, whatever its format. */
export interface Weights {
  readonly format: Checkpoint["format"] | "safetensors";
  /** In the file's order. */
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  /** What a reader should know: where the tensors lay, which prefix was removed, what else the file holds. */
  readonly notes: readonly string[];
}

/** How weights are read. */
export interface ReadWeightsOptions extends ReadCheckpointOptions {
  /** Which dict of tensors of a PyTorch checkpoint; the usual names and the largest dict are tried by default. */
  readonly key?: string;
}

/**
 * The tensors of a PyTorch checkpoint (zip or legacy) or a safetensors file; the content decides, not the file's name.
 *
 * @throws NetworkError `not-weights` if the bytes are none of these; the errors of `readCheckpoint`, `stateDict` and
 * `readSafetensors` otherwise.
 */
export function readWeights(bytes: Uint8Array, options: ReadWeightsOptions = {}): Weights {
  // First, since a header of 640 bytes begins with the same two bytes as a pickle.
  if (looksLikeSafetensors(bytes)) {
    const { tensors, metadata } = readSafetensors(bytes);
    return {
      format: "safetensors",
      tensors,
      notes: [...metadata].map(([key, text]) => `Metadata ${quoted(key)}: ${quoted(text)}.`),
    };
  }
  if (looksLikeZip(bytes) || looksLikeTorchLegacy(bytes))
    return fromCheckpoint(readCheckpoint(bytes, options), options);
  const start = Array.from(bytes.subarray(0, 8), (byte) => byte.toString(16).padStart(2, "0")).join(" ");
  throw new NetworkError(
    "not-weights",
    `The file (${bytes.length} bytes, beginning ${start || "nowhere"}) holds no weights that are read here. Give a PyTorch ` +
      "checkpoint (.pt, .pth) or a .safetensors file.",
  );
}

function fromCheckpoint(checkpoint: Checkpoint, { key }: ReadWeightsOptions): Weights {
  const found = stateDict(checkpoint, key === undefined ? {} : { key });
  return {
    format: checkpoint.format,
    tensors: found.tensors,
    notes: [
      found.key === "" ? "The tensors are the checkpoint itself." : `The tensors lie under ${quoted(found.key)}.`,
      ...(found.unwrapped > 0 ? [`The prefix 'module.' was removed from ${found.unwrapped} names.`] : []),
      ...found.others.map(({ name, value }) => `Also in the file: ${quoted(name)} = ${value}.`),
    ],
  };
}
