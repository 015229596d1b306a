import type { Dataset } from "../dataset.ts";
import { DicomError } from "../dataset.ts";
import type { ParsedDicom } from "../parse-dicom.ts";
import { encapsulatedFrames } from "../pixel-data/frame-bytes.ts";
import { decodeJpegLossless } from "../pixel-data/jpeg-lossless.ts";
import { nativeFrames } from "../pixel-data/native-frames.ts";
import type { RawFrame } from "../pixel-data/raw-frame.ts";
import { asSamples } from "../pixel-data/raw-frame.ts";
import { decodeRle } from "../pixel-data/rle.ts";
import { transferSyntaxes } from "../transfer-syntax.ts";
import { unpackBits } from "./pack-bits.ts";
import type { Segmentation } from "./segmentation.ts";

const BIG_ENDIAN = "1.2.840.10008.1.2.2";
/** Bits per pixel by segmentation type (PS3.3, C.8.20.2.1). */
const allowedBits = { BINARY: [1], FRACTIONAL: [8], LABELMAP: [8, 16] } as const;

type PixelsOf = Segmentation["pixels"];

/**
 * Gives the pixel values of each frame of a segmentation; the pixel data are looked at when the first frame is asked for.
 *
 * @throws DicomError `damaged-segmentation` if the header contradicts itself; when a frame is asked for, also if the pixel data
 * are too short or too long, `pixels-damaged`, or `dicom-unsupported` for compressions other than RLE and lossless JPEG.
 */
export function segmentationPixels(file: ParsedDicom, type: Segmentation["type"], frames: number): PixelsOf {
  const bits = number(file.dataset, "BitsAllocated");
  if (!allowedBits[type].some((n) => n === bits))
    throw damaged(`a ${type} one has ${allowedBits[type].join(" or ")} bits per pixel, it has ${bits}`);
  if ((file.dataset.number("SamplesPerPixel") ?? 1) !== 1)
    throw damaged(`it has ${file.dataset.number("SamplesPerPixel")} samples per pixel, 1 is needed`);
  let opened: PixelsOf | undefined;
  return (frame) => (opened ??= open(file, bits, frames))(frame);
}

function open(file: ParsedDicom, bits: number, frames: number): PixelsOf {
  const shape = { rows: number(file.dataset, "Rows"), columns: number(file.dataset, "Columns"), bitsAllocated: bits };
  const size = shape.rows * shape.columns;
  const element = file.pixelElement;
  if (element === undefined) throw damaged(`it has no pixel data for its ${frames} frames`);
  if (element.delimited) {
    const decode = decoder(file.transferSyntax, bits);
    const encoded = encapsulatedFrames(file, element, frames);
    return (frame) => unsigned(decode(encoded[frame], shape));
  }
  const needed = Math.ceil((size * frames * bits) / 8);
  const bytes = file.source.bytes.subarray(element.start, element.end);
  if (bytes.length < needed || bytes.length > needed + 1)
    throw damaged(
      `${frames} frames of ${shape.columns}×${shape.rows} pixels with ${bits} bits need ${needed} bytes of pixel data, there are ` +
        `${bytes.length}`,
    );
  if (bits !== 1) {
    const native = nativeFrames(file, shape, frames);
    return (frame) => unsigned(asSamples(native[frame], bits));
  }
  if (file.transferSyntax === BIG_ENDIAN)
    throw unsupported("a binary segmentation in (retired) big endian is not read", "dcmconv +te IN OUT");
  return (frame) => unpackBits(bytes, frame * size, size);
}

function decoder(transferSyntax: string, bits: number): typeof decodeRle {
  const syntax = transferSyntaxes.get(transferSyntax);
  if (bits !== 1 && syntax?.codec === "rle") return decodeRle;
  if (bits !== 1 && syntax?.codec === "jpeg-lossless") return decodeJpegLossless;
  throw unsupported(
    `a segmentation with ${bits} bits per pixel compressed as ${syntax?.name ?? transferSyntax} is not read`,
    "gdcmconv --raw IN OUT",
  );
}

function unsigned(samples: RawFrame): Uint8Array | Uint16Array {
  return samples instanceof Int32Array ? Uint16Array.from(samples) : samples;
}

function number(dataset: Dataset, keyword: "Rows" | "Columns" | "BitsAllocated"): number {
  return dataset.number(keyword) ?? 0;
}

function unsupported(what: string, remedy: string): DicomError {
  return new DicomError("dicom-unsupported", `This is not supported: ${what}. Convert it first (${remedy}).`);
}

function damaged(why: string): DicomError {
  return new DicomError("damaged-segmentation", `The DICOM segmentation is damaged: ${why}. Export it again.`);
}
