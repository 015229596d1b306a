import { vec3 } from "./affine.ts";
import { SPLINE_REACH, splineCoefficients } from "./spline-coefficients.ts";
import type { Vec3, Volume, VoxelArray } from "./volume.ts";

/** The numbers that an interpolation blends: voxels, or the B-spline's coefficients of a part of the image. */
export interface Samples {
  readonly data: VoxelArray;
  readonly size: Vec3;
  /** Index in the image of the first sample. */
  readonly lower: Vec3;
}

/** Indices of an image along one axis: the first and one past the last. */
export type Range = readonly [from: number, to: number];

/** The samples that an interpolation needs when it touches the voxels of these ranges. */
export function samplesFor({ grid, data }: Volume, bspline: boolean, touched: readonly [Range, Range, Range]): Samples {
  if (!bspline) return { data, size: grid.size, lower: [0, 0, 0] };
  const [ni, nj] = grid.size;
  const lower = vec3((axis) => Math.max(0, touched[axis][0] - SPLINE_REACH));
  const size = vec3((axis) => Math.min(grid.size[axis], touched[axis][1] + SPLINE_REACH) - lower[axis]);
  const coefficients = new Float64Array(size[0] * size[1] * size[2]);
  for (let k = 0; k < size[2]; k++)
    for (let j = 0; j < size[1]; j++) {
      const row = lower[0] + ni * (lower[1] + j + nj * (lower[2] + k));
      coefficients.set(data.subarray(row, row + size[0]), size[0] * (j + size[1] * k));
    }
  splineCoefficients(coefficients, size);
  return { data: coefficients, size, lower };
}
