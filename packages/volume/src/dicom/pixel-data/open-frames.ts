import { DicomError } from "../dataset.ts";
import { quoted } from "../quoted.ts";
import type { ParsedDicom } from "../parse-dicom.ts";
import type { SliceHeader } from "../slice-header.ts";
import { transferSyntaxes } from "../transfer-syntax.ts";
import { encapsulatedFrames } from "./frame-bytes.ts";
import { decodeJpegLossless } from "./jpeg-lossless.ts";
import { nativeFrames } from "./native-frames.ts";
import type { RawFrame } from "./raw-frame.ts";
import { asSamples } from "./raw-frame.ts";
import { decodeRle } from "./rle.ts";
import type { VoxelTarget } from "./rescale.ts";
import { rescale } from "./rescale.ts";
import type { WasmCodec, WasmSource } from "./wasm-decoder.ts";
import { decodeWithWasm } from "./wasm-decoder.ts";

/** Formats that WebAssembly modules decode. */
const wasmCodecs = {
  jpeg: "libjpeg-turbo",
  "jpeg-ls": "charls",
  "jpeg-2000": "openjpeg",
  htj2k: "openjph",
} as const satisfies Record<string, WasmCodec>;

/** Decodes one frame of an open file into a place that has exactly its size; values are rescaled (HU for CT). */
export type DecodeFrame = (header: SliceHeader, target: VoxelTarget) => Promise<void>;

/**
 * Finds the frames of a file and gives a function that decodes one of them.
 *
 * @param header - of any frame of the file.
 * @throws DicomError `no-pixels`, `dicom-unsupported` (colour, bits that are not 8, 16 or 32), `dicom-truncated`, `pixels-damaged`.
 */
export function openFrames(file: ParsedDicom, header: SliceHeader, wasm: WasmSource): DecodeFrame {
  const { rows, columns, frameCount, bits, floating } = header;
  const element = file.pixelElement;
  if (element === undefined)
    throw new DicomError("no-pixels", "The file has no pixel data. Leave it out, or ask for a complete copy.");
  if (header.samplesPerPixel !== 1)
    throw new DicomError(
      "dicom-unsupported",
      `The image has ${header.samplesPerPixel} samples per pixel (${quoted(header.photometric)}); grey images with one can be read.`,
    );
  if (![8, 16, 32].includes(bits.allocated) && !floating)
    throw new DicomError(
      "dicom-unsupported",
      `The image has ${bits.allocated} bits allocated per pixel; 8, 16 and 32 can be read.`,
    );
  const shape = { rows, columns, bitsAllocated: bits.allocated };
  const frames = element.delimited
    ? encapsulatedFrames(file, element, frameCount)
    : nativeFrames(file, shape, frameCount);
  const codec = transferSyntaxes.get(file.transferSyntax)?.codec ?? "native";

  const decode = (bytes: Uint8Array): RawFrame | Promise<RawFrame> => {
    if (!element.delimited || codec === "native") {
      if (bytes.length < (rows * columns * bits.allocated) / 8)
        throw new DicomError(
          "pixels-damaged",
          `A frame has ${bytes.length} bytes, ${columns}×${rows} pixels need ${(rows * columns * bits.allocated) / 8}.`,
        );
      return asSamples(bytes, bits.allocated);
    }
    if (codec === "rle") return decodeRle(bytes, shape);
    if (codec === "jpeg-lossless") return decodeJpegLossless(bytes, shape);
    return decodeWithWasm(wasmCodecs[codec], bytes, shape, wasm);
  };
  return async (frame, target) => {
    if (target.length !== rows * columns)
      throw new DicomError(
        "wrong-length",
        `The target has ${target.length} places for ${columns}×${rows} = ${rows * columns} pixels.`,
      );
    const bytes = frames[frame.frame];
    if (floating) copyFloats(bytes, bits.allocated, target, frame);
    else rescale(await decode(bytes), frame, target);
  };
}

/** Float Pixel Data and Double Float Pixel Data (PS3.3, C.7.6.24), which are never compressed. */
function copyFloats(
  bytes: Uint8Array,
  bitsAllocated: number,
  target: VoxelTarget,
  { slope, intercept }: SliceHeader,
): void {
  const aligned = bytes.slice();
  const values = bitsAllocated === 32 ? new Float32Array(aligned.buffer) : new Float64Array(aligned.buffer);
  for (let i = 0; i < target.length; i++) target[i] = values[i] * slope + intercept;
}
