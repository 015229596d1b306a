import type { Plain } from "./plain.ts";
import { count, forEachIndex, fromFront, offset } from "./plain.ts";

/** What becomes of the elements that fall together. */
export const reductions = {
  sum: (elements: readonly number[]) => elements.reduce((a, b) => a + b, 0),
  mean: (elements: readonly number[]) => elements.reduce((a, b) => a + b, 0) / elements.length,
  max: (elements: readonly number[]) => elements.reduce((a, b) => Math.max(a, b)),
  min: (elements: readonly number[]) => elements.reduce((a, b) => Math.min(a, b)),
  sumSquare: (elements: readonly number[]) => elements.reduce((a, b) => a + b * b, 0),
};

export type Reduction = keyof typeof reductions;

export interface ReductionOptions {
  /** All by default; negative ones count from the end. */
  readonly axes?: readonly number[];
  /** Whether reduced axes stay, with size 1. */
  readonly keepDims?: boolean;
}

/** Sum, mean, maximum, minimum or sum of squares over some axes. */
export function reduce(kind: Reduction, x: Plain, options: ReductionOptions = {}): Plain {
  const rank = x.shape.length;
  const axes = new Set((options.axes ?? x.shape.map((_, axis) => axis)).map((axis) => fromFront(axis, rank)));
  const kept = x.shape.map((size, axis) => (axes.has(axis) ? 1 : size));
  const groups = Array.from({ length: count(kept) }, (): number[] => []);
  let flat = 0;
  forEachIndex(x.shape, (index) => {
    const group = index.map((i, axis) => (axes.has(axis) ? 0 : i));
    groups[offset(kept, group)].push(x.values[flat++]);
  });
  const shape = options.keepDims ? kept : kept.filter((_, axis) => !axes.has(axis));
  return { shape, values: Float64Array.from(groups, reductions[kind]) };
}
