/** Root of the sum of squares. */
export function length(values: ArrayLike<number>): number {
  return Math.hypot(...Array.from(values));
}

/** How far two tensors lie apart, as a share of the length of the second. */
export function relativeDistance(got: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (got.length !== expected.length) throw new Error(`${got.length} values instead of ${expected.length}`);
  return length(Array.from(expected, (value, i) => got[i] - value)) / Math.max(length(expected), Number.MIN_VALUE);
}
