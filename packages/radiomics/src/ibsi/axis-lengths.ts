import { symmetricEigen } from "@hilum/numeric";
import type { Voi } from "../voi.ts";
import { overVoxels } from "./over-voxels.ts";

/**
 * Four standard deviations of the voxel centres along the principal axes, in mm, largest first; undefined for a single voxel.
 *
 * Of the sample, divided by N − 1: the reference values demand it.
 */
export function axisLengths(voi: Voi): readonly number[] | undefined {
  const { voxelCount, spacing } = voi;
  if (voxelCount < 2) return undefined;
  const sums = [0, 0, 0];
  const products = [0, 0, 0, 0, 0, 0, 0, 0, 0];
  // Indices are whole numbers from the corner of the box: their sums are exact.
  overVoxels(voi, (index) => {
    for (let a = 0; a < 3; a++) {
      sums[a] += index[a];
      for (let b = 0; b < 3; b++) products[3 * a + b] += index[a] * index[b];
    }
  });
  const covariance = products.map((product, n) => {
    const [a, b] = [Math.floor(n / 3), n % 3];
    const numerator = (voxelCount * product - sums[a] * sums[b]) / voxelCount / (voxelCount - 1);
    return numerator * spacing[a] * spacing[b];
  });
  // Flat shapes have zero eigenvalues that rounding moves to either side.
  const { values } = symmetricEigen(covariance, 3);
  return values.map((value) => (value > 1e-12 * values[0] ? 4 * Math.sqrt(value) : 0));
}
