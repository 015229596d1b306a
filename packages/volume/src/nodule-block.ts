import { vec3 } from "./affine.ts";
import { connectedComponents } from "./components.ts";
import { crop } from "./crop.ts";
import type { Grid, Vec3, Volume } from "./volume.ts";

/** The neighbourhood of a nodule, in HU clipped to lung and soft tissue. */
export interface NoduleBlock extends Volume<Float32Array> {
  /** Index in the image of the block's first voxel. */
  readonly start: Vec3;
}

/** Below lies air and padding, above bone, metal and contrast: neither should move a mean or a median. */
const WINDOW_HU: readonly [number, number] = [-1000, 100];

/** The voxels within `reachMm` of a voxel along every axis, as far as the image goes. NaN counts as air. */
export function noduleBlock(image: Volume, around: Vec3, reachMm: number): NoduleBlock {
  const margin = vec3((axis) => Math.ceil(reachMm / image.grid.spacing[axis]));
  const { grid, data } = crop(image, { box: { lower: around, size: [1, 1, 1] }, margin });
  const [low, high] = WINDOW_HU;
  const clipped = new Float32Array(data.length);
  // Written so that NaN fails the comparison.
  for (let at = 0; at < data.length; at++) clipped[at] = data[at] > low ? Math.min(data[at], high) : low;
  return { grid, data: clipped, start: vec3((axis) => Math.max(0, around[axis] - margin[axis])) };
}

/** Calls `visit` for every voxel of the grid within `radiusMm` of a point that is given in (fractional) indices. */
export function eachInBall(
  { size, spacing }: Grid,
  centre: Vec3,
  radiusMm: number,
  visit: (voxel: number, squaredMm: number) => void,
): void {
  const limit = radiusMm * radiusMm;
  const low = vec3((axis) => Math.max(0, Math.ceil(centre[axis] - radiusMm / spacing[axis])));
  const high = vec3((axis) => Math.min(size[axis] - 1, Math.floor(centre[axis] + radiusMm / spacing[axis])));
  for (let k = low[2]; k <= high[2]; k++) {
    const z = ((k - centre[2]) * spacing[2]) ** 2;
    for (let j = low[1]; j <= high[1]; j++) {
      const zy = z + ((j - centre[1]) * spacing[1]) ** 2;
      const row = size[0] * (j + size[1] * k);
      for (let i = low[0]; i <= high[0]; i++) {
        const squared = zy + ((i - centre[0]) * spacing[0]) ** 2;
        if (squared <= limit) visit(row + i, squared);
      }
    }
  }
}

/** The part of a mask, joined through voxel faces, that a voxel of it belongs to. */
export function partAt(mask: Volume, voxel: number): Volume<Uint8Array> {
  const { data } = connectedComponents(mask, 6).labels;
  const label = data[voxel];
  const part = new Uint8Array(data.length);
  if (label !== 0) for (let at = 0; at < data.length; at++) if (data[at] === label) part[at] = 1;
  return { grid: mask.grid, data: part };
}

/** The three indices of a voxel's place in the data. */
export function indexOf({ size: [ni, nj] }: Grid, voxel: number): Vec3 {
  return [voxel % ni, Math.floor(voxel / ni) % nj, Math.floor(voxel / (ni * nj))];
}

/** The place in the data of the voxel with these indices. */
export function voxelOf({ size: [ni, nj] }: Grid, [i, j, k]: Vec3): number {
  return i + ni * (j + nj * k);
}
