import { checkedCount } from "../stored/checked-size.ts";
import { dataFileNames, voxelsPerFile } from "../stored/data-files.ts";
import { parseReal, parseReals } from "../stored/parse-numbers.ts";
import type { StoredType } from "../stored/stored-types.ts";
import { storedTypes } from "../stored/stored-types.ts";
import type { Vec3 } from "../volume.ts";
import type { NrrdText } from "./header-text.ts";
import { nrrdError, unsupported } from "./nrrd-error.ts";
import { nrrdType } from "./nrrd-types.ts";
import type { SpatialAxes } from "./spatial-axes.ts";
import { spatialAxes } from "./spatial-axes.ts";

export type NrrdEncoding = "raw" | "gzip" | "text";

/** Where the voxels of a NRRD image are and how they are written. */
export interface NrrdLayout {
  readonly size: Vec3;
  /** The three axes of the file that lie in space. */
  readonly axes: SpatialAxes;
  readonly type: StoredType;
  readonly littleEndian: boolean;
  readonly encoding: NrrdEncoding;
  /** Lines to pass over at the beginning of each data file, before any decompression. */
  readonly lineSkip: number;
  /** Bytes to pass over after that (after decompression); −1: the data are the end of the file. */
  readonly byteSkip: number;
  readonly voxelCount: number;
  /** Data files relative to the header's folder; `undefined` if the data follow the header. */
  readonly files: readonly string[] | undefined;
  readonly voxelsPerFile: number;
}

/** @throws VolumeError `nrrd-header`, `nrrd-unsupported`, `bad-grid`, `too-large` or `bad-data-file`. */
export function readLayout(text: NrrdText): NrrdLayout {
  const { fields } = text;
  const dimension = whole(required(fields, "dimension"), "dimension", 1, 16);
  const sizes = parseReals(required(fields, "sizes"));
  if (sizes?.length !== dimension || sizes.some((n) => !(Number.isSafeInteger(n) && n >= 1)))
    throw nrrdError(
      `The header announces ${dimension} dimensions of the sizes ${JSON.stringify(fields.get("sizes")?.slice(0, 80))}; as many whole ` +
        "numbers from 1 on are needed.",
    );
  const axes = spatialAxes(sizes, fields);
  const size: Vec3 = [sizes[axes[0]], sizes[axes[1]], sizes[axes[2]]];
  const type = knownType(required(fields, "type"));
  const encoding = knownEncoding(required(fields, "encoding"));
  const voxelCount = checkedCount(size, type);
  const byteSkip = whole(fields.get("byteskip") ?? "0", "byte skip", -1, 2 ** 31);
  if (byteSkip < 0 && encoding !== "raw")
    throw nrrdError(
      `The header has a byte skip of ${byteSkip} for ${encoding} data; that is only defined for raw data.`,
    );
  const files = dataFiles(text);
  return {
    size,
    axes,
    type,
    littleEndian: endian(fields.get("endian"), type, encoding),
    encoding,
    lineSkip: whole(fields.get("lineskip") ?? "0", "line skip", 0, 2 ** 31),
    byteSkip,
    voxelCount,
    files,
    voxelsPerFile: voxelsPerFile(voxelCount, files),
  };
}

function required(fields: ReadonlyMap<string, string>, name: string): string {
  const value = fields.get(name);
  if (value === undefined)
    throw nrrdError(`The header (${fields.size} fields) has no field "${name}". Ask for an undamaged copy.`);
  return value;
}

function whole(text: string, name: string, low: number, high: number): number {
  const n = parseReal(text);
  if (n === undefined || !Number.isInteger(n) || n < low || n > high)
    throw nrrdError(
      `The header's field "${name}" is ${JSON.stringify(text.slice(0, 80))}; a whole number from ${low} to ${high} is needed.`,
    );
  return n;
}

function knownType(word: string): StoredType {
  const type = nrrdType(word);
  if (type !== undefined) return type;
  if (word === "block")
    throw unsupported("The voxels are opaque blocks; one real number for each voxel is needed, of 8 to 64 bits.");
  throw nrrdError(`The type ${JSON.stringify(word.slice(0, 80))} is not one of NRRD's (uint8, short, float, …).`);
}

const encodings: ReadonlyMap<string, NrrdEncoding> = new Map([
  ["raw", "raw"],
  ["gzip", "gzip"],
  ["gz", "gzip"],
  ["text", "text"],
  ["txt", "text"],
  ["ascii", "text"],
]);

function knownEncoding(word: string): NrrdEncoding {
  const encoding = encodings.get(word.toLowerCase());
  if (encoding !== undefined) return encoding;
  throw unsupported(
    `The voxels are encoded as ${JSON.stringify(word.slice(0, 80))}; raw, gzip and text are read. Save the image with gzip instead, in 3D Slicer ` +
      "or with teem: unu save -f nrrd -e gzip -i IN.nrrd -o OUT.nrrd",
  );
}

function endian(word: string | undefined, type: StoredType, encoding: NrrdEncoding): boolean {
  if (word?.toLowerCase() === "little") return true;
  if (word?.toLowerCase() === "big") return false;
  if (word !== undefined)
    throw nrrdError(`The header's endian is ${JSON.stringify(word.slice(0, 80))}; little or big is needed.`);
  if (storedTypes[type].bytes > 1 && encoding !== "text")
    throw nrrdError(
      `The header does not say in which order the ${storedTypes[type].bytes} bytes of a voxel stand. Add "endian: little" (or big).`,
    );
  return true;
}

function dataFiles({ fields, list }: NrrdText): string[] | undefined {
  const written = fields.get("datafile");
  return written === undefined ? undefined : dataFileNames(written, list);
}
