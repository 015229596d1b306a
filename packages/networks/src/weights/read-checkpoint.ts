import type { CheckpointValue } from "./checkpoint-value.ts";
import type { ByteBudget } from "./strided-tensor.ts";
import { looksLikeTorchLegacy, readTorchLegacy } from "./torch-legacy.ts";
import { readTorchZip } from "./torch-zip.ts";
import { unsupported } from "./weights-refusals.ts";

/** A file of `torch.save` as plain data. */
export interface Checkpoint {
  /** `pytorch-zip` since PyTorch 1.6, `pytorch-legacy` before. */
  readonly format: "pytorch-zip" | "pytorch-legacy";
  /** The saved Python value; tensors in it are decoded when asked for. */
  readonly value: CheckpointValue;
}

/** How a checkpoint is read. */
export interface ReadCheckpointOptions {
  /** Bytes that all tensors together may have once decoded, repeated values counted each time. Default 4 GiB. */
  readonly maxBytes?: number;
}

const DEFAULT_MAX_BYTES = 4 * 2 ** 30;

/** True if the bytes begin as PyTorch's zip container does. */
export function looksLikeZip(bytes: Uint8Array): boolean {
  return [0x50, 0x4b, 0x03, 0x04].every((byte, i) => bytes[i] === byte);
}

/**
 * What `torch.save` wrote into a file (`.pt`, `.pth`), zip container or the legacy stream, pickle protocols 1 to 5.
 *
 * The pickle inside is interpreted by an allow-list of data, tensors and a few names; nothing of the file is ever executed, and
 * whatever is not on the list ends the reading with an error that names it. The tensors keep `bytes` alive and read from it.
 *
 * @throws NetworkError `weights-forbidden`, `weights-damaged`, `weights-unsupported`, `weights-too-large`.
 */
export function readCheckpoint(
  bytes: Uint8Array,
  { maxBytes = DEFAULT_MAX_BYTES }: ReadCheckpointOptions = {},
): Checkpoint {
  const budget: ByteBudget = { limit: maxBytes, used: 0 };
  if (looksLikeZip(bytes)) return { format: "pytorch-zip", value: readTorchZip(bytes, budget) };
  if (looksLikeTorchLegacy(bytes)) return { format: "pytorch-legacy", value: readTorchLegacy(bytes, budget) };
  throw unsupported(
    `The file of ${bytes.length} bytes is no PyTorch checkpoint: it begins neither as a zip archive nor as a pickle.`,
    "Give a .pt or .pth file that torch.save wrote.",
  );
}
