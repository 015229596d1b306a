import { parseDicom } from "./parse-dicom.ts";
import { openFrames } from "./pixel-data/open-frames.ts";
import type { VoxelTarget } from "./pixel-data/rescale.ts";
import type { WasmSource } from "./pixel-data/wasm-decoder.ts";
import type { SliceHeader } from "./slice-header.ts";

/**
 * Decodes one slice into its place in a volume, rescaled (HU for CT). Made for readers that hold headers of a whole series and the
 * bytes of a few files at a time, perhaps in worker threads.
 *
 * @param bytes - The whole file.
 * @param header - The slice's header, from `sliceHeaders` of the same file.
 * @param target - rows * columns places, for example a part of the volume's array, of the type that `seriesVoxelType` gave.
 * @throws DicomError as `openFrames` and `parseDicom`.
 */
export async function decodeSlice(
  bytes: Uint8Array,
  header: SliceHeader,
  target: VoxelTarget,
  options: { readonly wasm: WasmSource },
): Promise<void> {
  await openFrames(parseDicom(bytes), header, options.wasm)(header, target);
}
