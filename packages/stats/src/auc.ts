import { splitByLabel } from "./labelled-scores.ts";
import { countBelow } from "./placement-values.ts";

/**
 * Area under the ROC curve: the chance that a random positive outranks a random negative, a tie counting one half.
 *
 * @param labels - 1 = pN+, 0 = pN−; shape [n].
 * @param scores - larger = more suspicious; shape [n]. Any monotone scale will do, ±Infinity included, NaN will not.
 * @throws StatsError `one-class` if a class is empty: the area is undefined then, not 0.5; also `empty`,
 *   `length-mismatch`, `not-binary`, `not-finite`.
 * @see Hanley & McNeil, Radiology 143 (1982) 29-36.
 */
export function auc(labels: ArrayLike<number>, scores: ArrayLike<number>): number {
  const { positives, negatives } = splitByLabel(labels, scores);
  negatives.sort();
  let won = 0;
  for (const score of positives) won += countBelow(negatives, score);
  return won / (positives.length * negatives.length);
}
