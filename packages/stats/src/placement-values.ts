import { splitByLabel } from "./labelled-scores.ts";

/**
 * Who outranks whom: for every positive case the number of negatives with a lower score, for every negative the number
 * of positives with a higher one; a tie counts one half. Order of the cases within their class.
 *
 * All numbers are multiples of one half, so that their sums and differences are exact.
 */
export interface PlacementValues {
  readonly positives: Float64Array;
  readonly negatives: Float64Array;
}

/**
 * Placement values of a score, from which its area, DeLong's standard error and DeLong's tests follow.
 *
 * Counting by binary search in the sorted other class costs O(n log n) and gives what the midranks of Sun & Xu give
 * (midrank among all cases minus midrank within the own class).
 *
 * @param labels - 1 = positive, 0 = negative; shape [n].
 * @param scores - larger = more suspicious; shape [n]. ±Infinity is allowed, NaN is not.
 * @throws StatsError `empty`, `length-mismatch`, `not-binary`, `not-finite`, `one-class`.
 * @see Sun & Xu, IEEE Signal Processing Letters 21 (2014) 1389-1393.
 */
export function placementValues(labels: ArrayLike<number>, scores: ArrayLike<number>): PlacementValues {
  const { positives, negatives } = splitByLabel(labels, scores);
  const sortedPositives = positives.slice().sort();
  const sortedNegatives = negatives.slice().sort();
  return {
    positives: positives.map((score) => countBelow(sortedNegatives, score)),
    negatives: negatives.map((score) => positives.length - countBelow(sortedPositives, score)),
  };
}

/** Number of sorted values below `x`, those equal to it counting one half. */
export function countBelow(sorted: Float64Array, x: number): number {
  let below = 0;
  for (let high = sorted.length; below < high;) {
    const middle = (below + high) >>> 1;
    if (sorted[middle] < x) below = middle + 1;
    else high = middle;
  }
  let notAbove = below;
  for (let high = sorted.length; notAbove < high;) {
    const middle = (notAbove + high) >>> 1;
    if (sorted[middle] <= x) notAbove = middle + 1;
    else high = middle;
  }
  return (below + notAbove) / 2;
}
