import { vec3 } from "./affine.ts";
import { labelNotFound } from "./select-label.ts";
import type { Vec3, Volume, VoxelArray } from "./volume.ts";

/** A block of voxels: the first index and how many voxels along each axis. */
export interface Box {
  readonly lower: Vec3;
  readonly size: Vec3;
}

/**
 * The smallest box around the voxels with a label, or around every voxel above or below 0 when no label is given.
 *
 * @throws VolumeError `label-not-found` if there is none.
 */
export function boundingBox(mask: Volume, label?: number): Box {
  const box = boxOf(mask, label);
  if (box === undefined) throw labelNotFound(mask, label);
  return box;
}

/** The bounding box, `undefined` if there is no such voxel. */
export function boxOf(mask: Volume, label?: number): Box | undefined {
  const [ni, nj, nk] = mask.grid.size;
  const { data } = mask;
  const low = [ni, nj, nk];
  const high = [-1, -1, -1];
  const [from, to] = slicesWith(data, label, ni * nj, nk);
  for (let k = from, at = from * ni * nj; k < to; k++)
    for (let j = 0; j < nj; j++) {
      const before = at;
      let first = -1;
      let last = -1;
      for (let i = 0; i < ni; i++, at++) {
        if (label === undefined ? data[at] === 0 : data[at] !== label) continue;
        if (first < 0) first = at;
        last = at;
      }
      if (first < 0) continue;
      low[0] = Math.min(low[0], first - before);
      high[0] = Math.max(high[0], last - before);
      low[1] = Math.min(low[1], j);
      high[1] = Math.max(high[1], j);
      low[2] = Math.min(low[2], k);
      high[2] = k;
    }
  if (high[2] < 0) return undefined;
  return { lower: vec3((axis) => low[axis]), size: vec3((axis) => high[axis] - low[axis] + 1) };
}

/** The slices that a label can be in, by the built-in search: most of a CT is none of the lesion's. */
function slicesWith(
  data: VoxelArray,
  label: number | undefined,
  slice: number,
  count: number,
): [from: number, to: number] {
  if (label === undefined) return [0, count];
  const [first, last] = [data.indexOf(label), data.lastIndexOf(label)];
  return first < 0 ? [0, 0] : [Math.floor(first / slice), Math.floor(last / slice) + 1];
}
