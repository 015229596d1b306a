import type { Encoding } from "./element.ts";

/** How one frame of pixels is packed. */
export type PixelCodec = "native" | "rle" | "jpeg-lossless" | "jpeg" | "jpeg-ls" | "jpeg-2000" | "htj2k";

/** A transfer syntax that can be read: how its elements and its pixels are written. */
export interface TransferSyntax {
  readonly name: string;
  readonly encoding: Encoding;
  readonly codec: PixelCodec;
  readonly deflated?: boolean;
  /** True if the voxels may differ from what the scanner measured. */
  readonly lossy?: boolean;
}

const explicit: Encoding = { explicit: true, littleEndian: true };

/** Transfer syntaxes by UID (PS3.6, table A-1). */
export const transferSyntaxes: ReadonlyMap<string, TransferSyntax> = new Map<string, TransferSyntax>([
  [
    "1.2.840.10008.1.2",
    { name: "implicit VR little endian", encoding: { explicit: false, littleEndian: true }, codec: "native" },
  ],
  ["1.2.840.10008.1.2.1", { name: "explicit VR little endian", encoding: explicit, codec: "native" }],
  ["1.2.840.10008.1.2.1.98", { name: "encapsulated uncompressed", encoding: explicit, codec: "native" }],
  ["1.2.840.10008.1.2.1.99", { name: "deflated", encoding: explicit, codec: "native", deflated: true }],
  [
    "1.2.840.10008.1.2.2",
    { name: "explicit VR big endian", encoding: { explicit: true, littleEndian: false }, codec: "native" },
  ],
  ["1.2.840.10008.1.2.4.50", { name: "JPEG baseline", encoding: explicit, codec: "jpeg", lossy: true }],
  ["1.2.840.10008.1.2.4.51", { name: "JPEG extended", encoding: explicit, codec: "jpeg", lossy: true }],
  ["1.2.840.10008.1.2.4.57", { name: "JPEG lossless", encoding: explicit, codec: "jpeg-lossless" }],
  ["1.2.840.10008.1.2.4.70", { name: "JPEG lossless, first-order", encoding: explicit, codec: "jpeg-lossless" }],
  ["1.2.840.10008.1.2.4.80", { name: "JPEG-LS lossless", encoding: explicit, codec: "jpeg-ls" }],
  ["1.2.840.10008.1.2.4.81", { name: "JPEG-LS near-lossless", encoding: explicit, codec: "jpeg-ls", lossy: true }],
  ["1.2.840.10008.1.2.4.90", { name: "JPEG 2000 lossless", encoding: explicit, codec: "jpeg-2000" }],
  ["1.2.840.10008.1.2.4.91", { name: "JPEG 2000", encoding: explicit, codec: "jpeg-2000", lossy: true }],
  ["1.2.840.10008.1.2.4.201", { name: "HTJ2K lossless", encoding: explicit, codec: "htj2k" }],
  ["1.2.840.10008.1.2.4.202", { name: "HTJ2K lossless RPCL", encoding: explicit, codec: "htj2k" }],
  ["1.2.840.10008.1.2.4.203", { name: "HTJ2K", encoding: explicit, codec: "htj2k", lossy: true }],
  ["1.2.840.10008.1.2.5", { name: "RLE", encoding: explicit, codec: "rle" }],
]);
