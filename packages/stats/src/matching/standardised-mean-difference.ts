/**
 * Difference of two means in pooled standard deviations; 0.1 and less counts as balanced.
 *
 * @param kind - "binary": values 0 and 1, whose variance is p (1 - p); "continuous": sample variances (n - 1).
 * @returns mean(a) - mean(b) over the root of the mean variance; 0 if both are the same constant, else ±Infinity.
 * @see Austin, Statistics in Medicine 28 (2009) 3083-3107.
 */
export function standardisedMeanDifference(
  a: readonly number[],
  b: readonly number[],
  kind: "continuous" | "binary" = "continuous",
): number {
  const [meanA, meanB] = [meanOf(a), meanOf(b)];
  const variance = (values: readonly number[], mean: number) =>
    kind === "binary"
      ? mean * (1 - mean)
      : values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
  const difference = meanA - meanB;
  return difference === 0 ? 0 : difference / Math.sqrt((variance(a, meanA) + variance(b, meanB)) / 2);
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
