import { vec3 } from "./affine.ts";
import { indexToPoint } from "./grid.ts";
import { labelNotFound } from "./select-label.ts";
import type { Vec3, Volume } from "./volume.ts";

/** The middle of a shape, as index (with fractions) and as place in the patient (LPS mm). */
export interface Centroid {
  readonly index: Vec3;
  readonly point: Vec3;
}

/**
 * The mean place of the voxels with a label, or of every voxel that is not 0 when no label is given.
 *
 * @throws VolumeError `label-not-found` if there is none.
 */
export function centroid(mask: Volume, label?: number): Centroid {
  const { data, grid } = mask;
  const [ni, nj, nk] = grid.size;
  const sum = [0, 0, 0];
  let count = 0;
  for (let k = 0, at = 0; k < nk; k++)
    for (let j = 0; j < nj; j++)
      for (let i = 0; i < ni; i++, at++) {
        if (label === undefined ? data[at] === 0 : data[at] !== label) continue;
        sum[0] += i;
        sum[1] += j;
        sum[2] += k;
        count++;
      }
  if (count === 0) throw labelNotFound(mask, label);
  const index = vec3((axis) => sum[axis] / count);
  return { index, point: indexToPoint(grid, index) };
}
