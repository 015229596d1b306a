/** The largest difference of two lists of numbers; NaN if their lengths differ or one of them holds a NaN. */
export function distance(a: readonly number[], b: readonly number[]): number {
  if (a.length !== b.length) return Number.NaN;
  return Math.max(0, ...a.map((x, i) => Math.abs(x - b[i])));
}
