import { gunzip } from "../gunzip.ts";
import type { Detached, Inflate } from "../stored/data-files.ts";
import { dataParts } from "../stored/data-files.ts";
import type { StoredPart } from "../stored/decode-stored.ts";
import { decodeStored } from "../stored/decode-stored.ts";
import { storedTypes } from "../stored/stored-types.ts";
import { textVoxels } from "../stored/text-voxels.ts";
import type { Volume } from "../volume.ts";
import { VolumeError } from "../volume.ts";
import { readHeaderText } from "./header-text.ts";
import type { MetaImageText } from "./header-text.ts";
import type { MetaImageLayout } from "./layout.ts";
import { readLayout } from "./layout.ts";
import { metaImageError } from "./metaimage-error.ts";
import { gridOf } from "./orientation.ts";
import { unzlib } from "./unzlib.ts";

/** What a MetaImage needs beside its own bytes. */
export interface ReadMetaImageOptions {
  /** Content of a data file (.raw, .zraw) that a header (.mhd) names; only plain names at or below the header's folder are asked for. */
  readonly detached?: Detached;
  /** A faster unzip (zlib and gzip), for example Node's. Default: a portable one. */
  readonly inflate?: Inflate;
}

/**
 * The image or mask of a MetaImage (.mha, or .mhd with its .raw or .zraw), in LPS millimetres.
 *
 * Binary, compressed or text; either byte order; every scalar type (64-bit integers become Float64Array); more than three dimensions
 * only where the others have one sample. Geometry as ITK reads it: Offset and TransformMatrix are LPS, AnatomicalOrientation and
 * CenterOfRotation are not used. Memory and time are bounded by the data that are really there.
 *
 * @throws VolumeError `not-metaimage`, `metaimage-header` (contradictions, no spacing), `metaimage-unsupported` (2-D, channels, scaled intensities),
 * `bad-grid` (sheared or without length), `bad-data-file` (a name that leaves the folder), `no-data-file`, `wrong-length`, `zlib-damaged`,
 * `gzip-damaged`, `bad-voxels`, `too-large`, `value-too-large`.
 * @see https://github.com/Kitware/MetaIO
 */
export function readMetaImage(bytes: Uint8Array, options: ReadMetaImageOptions = {}): Volume {
  const text = readHeaderText(bytes);
  const layout = readLayout(text);
  const grid = gridOf(layout.size, layout.dimensions, text.fields);
  const parts = dataParts(bytes.subarray(text.dataOffset), layout.files, options.detached).map((part) =>
    afterHeader(part, layout, text),
  );
  const { type, encoding, voxelCount } = layout;
  if (encoding === "text") return { grid, data: textVoxels(parts, type, voxelCount) };
  const stored = parts.map((part): StoredPart =>
    encoding === "raw"
      ? { bytes: rawData(part, layout), fresh: false }
      : { bytes: inflated(part, layout, options.inflate), fresh: true },
  );
  return { grid, data: decodeStored(stored, type, layout.littleEndian) };
}

/** Where the voxels of a MetaImage are, for callers that fetch them. */
export interface MetaImageHeader {
  readonly encoding: "raw" | "zlib" | "text";
  /** Data files to hand in, relative to the header's folder; none if the data follow the header. */
  readonly dataFiles: readonly string[];
  /** Where the data begin if they follow the header. */
  readonly dataOffset: number;
  /** Bytes of all voxels after decompression. */
  readonly dataLength: number;
}

/**
 * What a MetaImage header says about its data.
 *
 * @throws VolumeError as `readMetaImage` for a header that makes no sense.
 */
export function metaImageHeader(bytes: Uint8Array): MetaImageHeader {
  const text = readHeaderText(bytes);
  const { encoding, files, voxelCount, type } = readLayout(text);
  return {
    encoding,
    dataFiles: files ?? [],
    dataOffset: text.dataOffset,
    dataLength: voxelCount * storedTypes[type].bytes,
  };
}

/** The header size counts from the beginning of the data file, which for LOCAL data is the file itself. */
function afterHeader(
  part: Uint8Array,
  { headerSize, files }: MetaImageLayout,
  { dataOffset }: MetaImageText,
): Uint8Array {
  const own = files === undefined;
  const skip = own && headerSize > 0 ? headerSize - dataOffset : Math.max(0, headerSize);
  if (skip < 0)
    throw metaImageError(`The HeaderSize is ${headerSize}, but the header itself ends only at byte ${dataOffset}.`);
  return part.subarray(Math.min(skip, part.length));
}

function rawData(bytes: Uint8Array, layout: MetaImageLayout): Uint8Array {
  const length = layout.voxelsPerFile * storedTypes[layout.type].bytes;
  const start = layout.headerSize < 0 ? bytes.length - length : 0;
  if (start < 0 || start + length !== bytes.length)
    throw new VolumeError(
      "wrong-length",
      `There are ${bytes.length} bytes of data; the header (${layout.size.join("×")} ${layout.type} voxels) announces ${length}. Ask for an ` +
        "undamaged copy.",
    );
  return bytes.subarray(start);
}

function inflated(bytes: Uint8Array, layout: MetaImageLayout, inflate: Inflate | undefined): Uint8Array {
  const { compressedSize } = layout;
  const length = layout.voxelsPerFile * storedTypes[layout.type].bytes;
  if (compressedSize !== undefined && layout.voxelsPerFile === layout.voxelCount && compressedSize !== bytes.length)
    throw new VolumeError(
      "wrong-length",
      `There are ${bytes.length} compressed bytes; the header announces ${compressedSize}. Ask for an undamaged copy.`,
    );
  const fast = inflate?.(bytes, length);
  if (fast?.length === length) return fast;
  return bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzip(bytes, 0, () => length) : unzlib(bytes, length);
}
