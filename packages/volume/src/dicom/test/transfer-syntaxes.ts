import { parseDicom } from "../parse-dicom.ts";
import { sliceHeaders } from "../slice-header.ts";
import { encodeFrame } from "./encode-frame.ts";
import { encapsulate } from "./encapsulate.ts";
import { converted } from "./programs.ts";

/** A program that rewrites a file in another transfer syntax without changing a voxel. */
export interface Rewriter {
  readonly name: string;
  /** The program that has to be installed, if any. */
  readonly program?: string;
  /** UID of the transfer syntax that results. */
  readonly uid: string;
  /** From a file in explicit VR little endian. */
  readonly rewrite: (native: Uint8Array) => Promise<Uint8Array>;
  /** True if the program cannot write signed pixels: ojph_compress reads raw samples as unsigned. */
  readonly unsignedOnly?: boolean;
}

const JPEG = "1.2.840.10008.1.2.4";
const RPCL = ["-prog_order", "RPCL", "-precincts", "{64,64},{128,128}"];

/** Every lossless transfer syntax that can be read, by every program of Debian that writes it. */
export const rewriters: readonly Rewriter[] = [
  by("dcmconv", ["+ti"], "implicit VR little endian", "1.2.840.10008.1.2"),
  by("dcmconv", ["+te"], "explicit VR little endian", "1.2.840.10008.1.2.1"),
  by("dcmconv", ["+tb"], "explicit VR big endian", "1.2.840.10008.1.2.2"),
  by("dcmconv", ["+td"], "deflated", "1.2.840.10008.1.2.1.99"),
  by("dcmcrle", [], "RLE", "1.2.840.10008.1.2.5"),
  by("gdcmconv", ["--rle"], "RLE", "1.2.840.10008.1.2.5"),
  by("dcmcjpeg", ["+e1"], "JPEG lossless, first order", `${JPEG}.70`),
  by("gdcmconv", ["--jpeg"], "JPEG lossless, first order", `${JPEG}.70`),
  by("dcmcjpeg", ["+el"], "JPEG lossless", `${JPEG}.57`),
  by("dcmcjpls", [], "JPEG-LS", `${JPEG}.80`),
  by("gdcmconv", ["--jpegls"], "JPEG-LS", `${JPEG}.80`),
  by("gdcmconv", ["--j2k"], "JPEG 2000", `${JPEG}.90`),
  by("gdcmconv", ["--j2k", "-t", "16,16", "-n", "2"], "JPEG 2000 in tiles", `${JPEG}.90`),
  {
    ...by("ojph_compress", [], "HTJ2K", `${JPEG}.201`),
    unsignedOnly: true,
    rewrite: (native) => highThroughput(native, `${JPEG}.201`, []),
  },
  {
    ...by("ojph_compress", [], "HTJ2K, RPCL with precincts", `${JPEG}.202`),
    unsignedOnly: true,
    rewrite: (native) => highThroughput(native, `${JPEG}.202`, RPCL),
  },
  { name: "HTJ2K by OpenJPH's encoder", uid: `${JPEG}.201`, rewrite: encodeHighThroughput },
];

/** JPEG lossless with each of its seven predictors (ISO/IEC 10918-1, table H.1). */
export const predictors: readonly Rewriter[] = [1, 2, 3, 4, 5, 6, 7].map((predictor) =>
  by("dcmcjpeg", ["+el", "+sv", String(predictor)], `JPEG lossless, predictor ${predictor}`, `${JPEG}.57`),
);

function by(program: string, options: readonly string[], name: string, uid: string): Rewriter {
  return { name: `${name} by ${program}`, program, uid, rewrite: (native) => converted(native, program, options) };
}

/** HTJ2K: openjph-tools make the codestream from raw samples, the file around it is ours. */
async function highThroughput(
  native: Uint8Array,
  transferSyntax: string,
  options: readonly string[],
): Promise<Uint8Array> {
  const { pixels, rows, columns, bits } = nativePixels(native);
  const size = [
    "-dims",
    `{${columns},${rows}}`,
    "-num_comps",
    "1",
    "-signed",
    "false",
    "-bit_depth",
    String(bits.stored),
  ];
  const all = ["-i", "IN", "-o", "OUT", "-reversible", "true", "-downsamp", "{1,1}", ...size, ...options];
  const codestream = await converted(pixels, "ojph_compress", all, [".yuv", ".j2c"]);
  return encapsulate(native, { transferSyntax, frames: [[codestream]] });
}

/** HTJ2K, also of signed samples, by the encoder in the package whose decoder is used. */
async function encodeHighThroughput(native: Uint8Array): Promise<Uint8Array> {
  const { pixels, rows, columns, bits } = nativePixels(native);
  const codestream = await encodeFrame("htj2k", { rows, columns, ...bits }, pixels);
  return encapsulate(native, { transferSyntax: `${JPEG}.201`, frames: [[codestream]] });
}

function nativePixels(native: Uint8Array) {
  const file = parseDicom(native);
  const [{ rows, columns, bits }] = sliceHeaders(file);
  const pixels = file.dataset.bytes("PixelData");
  if (pixels === undefined) throw new Error("no pixels");
  return { pixels: pixels.subarray(0, (rows * columns * bits.allocated) / 8), rows, columns, bits };
}
