import { apply, inverse, stepsToMm } from "./affine.ts";
import { indexToPoint } from "./grid.ts";
import type { Grid, Mat3, Vec3 } from "./volume.ts";

/** How voxels of one grid lie among those of another. */
export interface IndexMap {
  /** The index (with fractions) in `from` of a voxel of `to`. */
  readonly at: (index: Vec3) => Vec3;
  /** Each axis of one grid runs along the same axis of the other, so that the axes can be treated one after another. */
  readonly separable: boolean;
}

/** An axis counts as the same if crossing the whole grid leads this little (in voxels) off it. */
const OFF_AXIS = 1e-9;

/**
 * Maps the voxels of the grid `to` into the grid `from`, over millimetres and in the order of operations of ITK, so that
 * voxels half-way between two others fall to the same side as there.
 */
export function indexMap(from: Grid, to: Grid): IndexMap {
  const toSteps = inverse(stepsToMm(from));
  const at = (index: Vec3): Vec3 => {
    const point = indexToPoint(to, index);
    return apply(toSteps, [point[0] - from.origin[0], point[1] - from.origin[1], point[2] - from.origin[2]]);
  };
  return { at, separable: offAxis(toSteps, to) < OFF_AXIS };
}

function offAxis(toSteps: Mat3, to: Grid): number {
  const steps = stepsToMm(to);
  let most = 0;
  for (let column = 0; column < 3; column++) {
    const step = apply(toSteps, [steps[column], steps[3 + column], steps[6 + column]]);
    step.forEach((x, row) => {
      if (row !== column) most = Math.max(most, Math.abs(x) * to.size[column]);
    });
  }
  return most;
}

/**
 * Where the voxels of a row along i lie: ITK's resampler steps evenly from the first to one past the last instead of mapping each.
 *
 * @param coordinates - Receives three numbers for each voxel.
 */
export function mapRow(map: IndexMap, count: number, j: number, k: number, coordinates: Float64Array): void {
  const first = map.at([0, j, k]);
  const end = map.at([count, j, k]);
  for (let i = 0; i < count; i++) {
    const share = i / count;
    for (let axis = 0; axis < 3; axis++) coordinates[3 * i + axis] = first[axis] + share * (end[axis] - first[axis]);
  }
}
