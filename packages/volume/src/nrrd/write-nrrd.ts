import { gzipSync, strToU8 } from "fflate";
import { stepsToMm } from "../affine.ts";
import { storedTypes } from "../stored/stored-types.ts";
import type { Volume } from "../volume.ts";
import { voxelType } from "../voxel-array.ts";
import { nrrdTypeWord } from "./nrrd-types.ts";

/** How an image is written. */
export interface WriteNrrdOptions {
  /** Compress the voxels. Default: true. */
  readonly gzip?: boolean;
}

/**
 * A NRRD file (NRRD0004, LPS, little-endian, the volume's own voxel type), the same bytes for the same volume on every day. Numbers of the
 * geometry are written so that they come back as the same doubles; a spacing and direction that are oblique come back to the rounding of their product.
 */
export function writeNrrd(volume: Volume, options: WriteNrrdOptions = {}): Uint8Array {
  const { grid, data } = volume;
  const type = voxelType(data);
  const m = stepsToMm(grid);
  const vector = (...xyz: readonly number[]): string => `(${xyz.map((x) => x + 0).join(",")})`;
  const gzip = options.gzip !== false;
  const header = [
    "NRRD0004",
    `type: ${nrrdTypeWord(type)}`,
    "dimension: 3",
    "space: left-posterior-superior",
    `sizes: ${grid.size.join(" ")}`,
    `space directions: ${vector(m[0], m[3], m[6])} ${vector(m[1], m[4], m[7])} ${vector(m[2], m[5], m[8])}`,
    "kinds: domain domain domain",
    ...(storedTypes[type].bytes > 1 ? ["endian: little"] : []),
    `encoding: ${gzip ? "gzip" : "raw"}`,
    `space origin: ${vector(...grid.origin)}`,
    "",
    "",
  ].join("\n");
  const head = strToU8(header);
  const voxels = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  const body = gzip ? gzipSync(voxels, { mtime: 0 }) : voxels;
  const file = new Uint8Array(head.length + body.length);
  file.set(head);
  file.set(body, head.length);
  return file;
}
