/**
 * The value below which a share of the sorted values lies, interpolated linearly between neighbours (type 7 of Hyndman &
 * Fan, The American Statistician 50 (1996) 361-365; the default of NumPy and R).
 *
 * @param sorted - ascending; at least one value.
 * @param percent - 0 gives the smallest value, 100 the largest.
 */
export function percentile(sorted: Float64Array, percent: number): number {
  const position = (percent / 100) * (sorted.length - 1);
  const below = Math.floor(position);
  const above = Math.min(below + 1, sorted.length - 1);
  const share = position - below;
  const step = sorted[above] - sorted[below];
  // From the nearer end, as NumPy does: the result never leaves the interval.
  return share < 0.5 ? sorted[below] + step * share : sorted[above] - step * (1 - share);
}
