import { symmetricEigen } from "@hilum/numeric";

/** Directions of largest variance. */
export interface PcaFit {
  readonly mean: Float64Array;
  /** Variance along each direction (with n - 1), largest first. */
  readonly variance: readonly number[];
  /** Unit vectors, one for each direction; the largest entry is positive. */
  readonly directions: readonly (readonly number[])[];
}

/**
 * Principal components of complete rows.
 *
 * @param components - how many directions are kept.
 * @see Jolliffe, Principal Component Analysis (2002).
 */
export function fitPca(rows: readonly Float64Array[], components: number): PcaFit {
  const k = rows[0].length;
  const mean = Float64Array.from({ length: k }, (_, j) => rows.reduce((sum, row) => sum + row[j], 0) / rows.length);
  const covariance = Array.from({ length: k * k }, (_, at) => {
    const [p, q] = [Math.floor(at / k), at % k];
    return rows.reduce((sum, row) => sum + (row[p] - mean[p]) * (row[q] - mean[q]), 0) / (rows.length - 1);
  });
  const { values, vectors } = symmetricEigen(covariance, k);
  return { mean, variance: values.slice(0, components), directions: vectors.slice(0, components) };
}

/** Where a row lies along the directions, the mean at 0. */
export function pcaScores({ mean, directions }: PcaFit, row: Float64Array): Float64Array {
  return Float64Array.from(directions, (direction) => direction.reduce((sum, d, j) => sum + d * (row[j] - mean[j]), 0));
}
