import type { Vec3 } from "@hilum/volume";
import type { NetworkImage } from "./network-image.ts";

/** A crop whose voxels are voxels of the image. */
export interface Block {
  /** The voxel of the image in the middle of the crop; for an even size the one after the middle. */
  readonly middle: Vec3;
  /** Voxels of the crop along i, j, k. */
  readonly size: Vec3;
  /** Quarter turns in the axial plane, from i towards j. */
  readonly turns: number;
  /** Axes of the crop along which it is mirrored, after the turns. */
  readonly flips: readonly [boolean, boolean, boolean];
}

/** A crop without interpolation, [1, k, j, i], scaled to [0, 1]; 0 beyond the image. */
export function copyBlock(image: NetworkImage, { middle, size, turns, flips }: Block): Float32Array<ArrayBuffer> {
  const [ni, nj, nk] = image.size;
  const [si, sj, sk] = size;
  const low = image.window.level - image.window.width / 2;
  const scale = 1 / image.window.width;
  // Where a step along i or j of the crop leads in the image: (cos, sin) of the quarter turns.
  const [cos, sin] = [
    [1, 0],
    [0, 1],
    [-1, 0],
    [0, -1],
  ][turns % 4];
  const offsets = size.map((count, axis) =>
    Int32Array.from({ length: count }, (_, at) => (flips[axis] ? count - 1 - at : at) - Math.floor(count / 2)),
  );
  // Turned about the middle of an even block, its voxels move half a step: so that turning only reorders them.
  const even = [si, sj].map((count) => (count % 2 === 0 ? 1 : 0));
  const shiftI = (cos < 0 ? -even[0] : 0) + (sin > 0 ? -even[1] : 0);
  const shiftJ = (cos < 0 ? -even[1] : 0) + (sin < 0 ? -even[0] : 0);
  const crop = new Float32Array(si * sj * sk);
  for (let k = 0, at = 0; k < sk; k++) {
    const z = middle[2] + offsets[2][k];
    if (z < 0 || z >= nk) {
      at += si * sj;
      continue;
    }
    for (let j = 0; j < sj; j++)
      for (let i = 0; i < si; i++, at++) {
        const [a, b] = [offsets[0][i], offsets[1][j]];
        const x = middle[0] + cos * a - sin * b + shiftI;
        const y = middle[1] + sin * a + cos * b + shiftJ;
        if (x < 0 || x >= ni || y < 0 || y >= nj) continue;
        const value = (image.voxels[x + ni * (y + nj * z)] - low) * scale;
        crop[at] = value > 0 ? Math.min(value, 1) : 0;
      }
  }
  return crop;
}
