import { apply, inverse, stepsToMm, vec3 } from "./affine.ts";
import type { Grid, Vec3, Volume, VoxelArray } from "./volume.ts";
import { VolumeError } from "./volume.ts";

/** Number of voxels of a grid. */
export function voxelCount({ size }: Grid): number {
  return size[0] * size[1] * size[2];
}

/** The place in the patient (LPS mm) of an index, which may lie between voxels. */
export function indexToPoint(grid: Grid, index: Vec3): Vec3 {
  const step = apply(stepsToMm(grid), index);
  return vec3((axis) => grid.origin[axis] + step[axis]);
}

/** The index, with fractions, of a place in the patient (LPS mm). */
export function pointToIndex(grid: Grid, point: Vec3): Vec3 {
  const { origin, direction, spacing } = grid;
  const along = apply(
    inverse(direction),
    vec3((axis) => point[axis] - origin[axis]),
  );
  return vec3((axis) => along[axis] / spacing[axis]);
}

/** The same axes, starting at another (also fractional) index, with another size and spacing. */
export function movedGrid(grid: Grid, start: Vec3, size: Vec3, spacing: Vec3 = grid.spacing): Grid {
  return { size, spacing, origin: indexToPoint(grid, start), direction: grid.direction };
}

/**
 * Voxels on a grid, after a check that they fit it.
 *
 * @throws VolumeError `bad-grid` if a size is no whole number, a spacing no length, or the axes have no volume; `wrong-length` if
 * there are more or fewer voxels than the grid has places.
 */
export function createVolume<T extends VoxelArray>(grid: Grid, data: T): Volume<T> {
  const { size, spacing, origin, direction } = grid;
  if (size.some((n) => !(Number.isInteger(n) && n >= 1)))
    throw new VolumeError("bad-grid", `The grid has a size of ${size.join("×")}; whole numbers from 1 on are needed.`);
  if (spacing.some((mm) => !(mm > 0 && Number.isFinite(mm))))
    throw new VolumeError("bad-grid", `The grid has a spacing of ${spacing.join("×")} mm; lengths above 0 are needed.`);
  if (![...origin, ...inverse(direction)].every(Number.isFinite))
    throw new VolumeError(
      "bad-grid",
      `The grid begins at (${origin.join(", ")}) with directions (${direction.join(", ")}); these are no axes in space.`,
    );
  if (data.length !== voxelCount(grid))
    throw new VolumeError(
      "wrong-length",
      `There are ${data.length} voxels for a grid of ${size.join("×")} = ${voxelCount(grid)}.`,
    );
  return { grid, data };
}
