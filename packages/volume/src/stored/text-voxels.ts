import type { VoxelArray } from "../volume.ts";
import { VolumeError } from "../volume.ts";
import type { VoxelType } from "../voxel-array.ts";
import { voxelArrays } from "../voxel-array.ts";
import { parseReal } from "./parse-numbers.ts";
import type { StoredType } from "./stored-types.ts";
import { storedTypes } from "./stored-types.ts";

/** No number needs more characters; what is longer is cut here and refused. */
const LONGEST = 64;

/**
 * Voxels written as decimal numbers between blanks, line ends or commas, in one or several parts.
 *
 * @throws VolumeError `wrong-length` if there are more or fewer than `count`; `bad-voxels` if one is no number of that type.
 */
export function textVoxels(parts: readonly Uint8Array[], type: StoredType, count: number): VoxelArray {
  const characters = parts.reduce((sum, part) => sum + part.length, 0);
  // A digit and a separator each; only then is it safe to allocate what the header promises.
  if (count > (characters + parts.length) / 2) throw wrongCount(`at most ${Math.ceil(characters / 2)}`, count);
  const voxels = new voxelArrays[held(type)](count);
  let found = 0;
  for (const part of parts)
    for (let at = 0; at < part.length;) {
      if (isSeparator(part[at])) {
        at++;
        continue;
      }
      const start = at;
      while (at < part.length && !isSeparator(part[at]) && at - start <= LONGEST) at++;
      if (found === count) throw wrongCount("more", count);
      voxels[found] = value(String.fromCharCode(...part.subarray(start, at)), type, found);
      found++;
    }
  if (found !== count) throw wrongCount(String(found), count);
  return voxels;
}

function held(type: StoredType): VoxelType {
  return type === "int64" || type === "uint64" ? "float64" : type;
}

/** Blank, tab, line feed, vertical tab, form feed, carriage return, comma. */
function isSeparator(byte: number): boolean {
  return byte === 0x20 || (byte >= 9 && byte <= 13) || byte === 0x2c;
}

const notFinite = new Map([
  ["nan", Number.NaN],
  ["inf", Infinity],
  ["infinity", Infinity],
]);

function value(text: string, type: StoredType, voxel: number): number {
  const { range } = storedTypes[type];
  const sign = text.startsWith("-") ? -1 : 1;
  const word = range === undefined ? notFinite.get(text.toLowerCase().replace(/^[+-]/, "")) : undefined;
  const x = word === undefined ? parseReal(text) : sign * word;
  const fits = range === undefined || (Number.isInteger(x) && x !== undefined && x >= range[0] && x <= range[1]);
  if (x === undefined || !fits)
    throw new VolumeError(
      "bad-voxels",
      `Voxel ${voxel} is written as ${JSON.stringify(text)}, which is no ${type}. Ask for an undamaged copy.`,
    );
  return x;
}

function wrongCount(found: string, needed: number): VolumeError {
  return new VolumeError(
    "wrong-length",
    `The data hold ${found} numbers, the header announces ${needed}. Ask for an undamaged copy.`,
  );
}
