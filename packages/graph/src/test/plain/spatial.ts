import type { Plain } from "./plain.ts";

/** One number for all spatial axes, or one for each. */
export type PerAxis = number | readonly number[];

export type Three = readonly [number, number, number];

/**
 * The three spatial sizes of [n, c, ...spatial] with one to three spatial axes: missing ones are leading axes of size 1,
 * so that the loops below need to be written once.
 */
export function spatialSize(x: Plain): Three {
  return threeAxes(x.shape.slice(2), x.shape.length - 2, 1);
}

/** A setting for three axes, `neutral` on those that the tensor does not have. */
export function threeAxes(setting: PerAxis, rank: number, neutral: number): Three {
  const own = typeof setting === "number" ? Array.from({ length: rank }, () => setting) : setting;
  const [a, b, c] = [...Array.from({ length: 3 - rank }, () => neutral), ...own];
  return [a, b, c];
}

/** [n, c, ...the last `rank` of the three sizes]. */
export function imageShape(n: number, c: number, size: readonly number[], rank: number): number[] {
  return [n, c, ...size.slice(3 - rank)];
}
