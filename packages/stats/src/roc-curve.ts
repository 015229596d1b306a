import type { Confusion } from "./confusion.ts";
import { StatsError } from "./errors.ts";
import { splitByLabel } from "./labelled-scores.ts";

/** What calling every case with a score of at least `threshold` positive would achieve. */
export interface RocPoint {
  readonly threshold: number;
  readonly sensitivity: number;
  readonly specificity: number;
}

/**
 * The ROC curve: one point for each distinct score, thresholds falling, after a first point at Infinity (nobody positive).
 *
 * @param labels - 1 = positive, 0 = negative; shape [n].
 * @param scores - shape [n], finite, since each becomes a threshold.
 * @throws StatsError `not-finite`, `one-class`, `empty`, `length-mismatch`, `not-binary`.
 */
export function rocCurve(labels: ArrayLike<number>, scores: ArrayLike<number>): RocPoint[] {
  return operatingPoints(labels, scores).map(rocPoint);
}

/** Counts behind the points of `rocCurve`, in its order; what thresholds are chosen from. */
export interface OperatingPoint extends Confusion {
  readonly threshold: number;
}

export function rocPoint({ threshold, tp, fp, tn, fn }: OperatingPoint): RocPoint {
  return { threshold, sensitivity: tp / (tp + fn), specificity: tn / (tn + fp) };
}

export function operatingPoints(labels: ArrayLike<number>, scores: ArrayLike<number>): OperatingPoint[] {
  const { positives, negatives } = splitByLabel(labels, scores);
  positives.sort();
  negatives.sort();
  const highest = Math.max(positives[positives.length - 1], negatives[negatives.length - 1]);
  const lowest = Math.min(positives[0], negatives[0]);
  if (!Number.isFinite(highest) || !Number.isFinite(lowest)) {
    throw new StatsError(
      "not-finite",
      `Scores reach from ${lowest} to ${highest}; thresholds need finite scores. Put a probability in place of its logit, for example.`,
    );
  }
  const point = (threshold: number, tp: number, fp: number): OperatingPoint => {
    return { threshold, tp, fp, tn: negatives.length - fp, fn: positives.length - tp };
  };
  const points = [point(Infinity, 0, 0)];
  for (let tp = 0, fp = 0; tp < positives.length || fp < negatives.length;) {
    const nextPositive = tp < positives.length ? positives[positives.length - 1 - tp] : -Infinity;
    const nextNegative = fp < negatives.length ? negatives[negatives.length - 1 - fp] : -Infinity;
    const threshold = Math.max(nextPositive, nextNegative);
    while (tp < positives.length && positives[positives.length - 1 - tp] === threshold) tp++;
    while (fp < negatives.length && negatives[negatives.length - 1 - fp] === threshold) fp++;
    points.push(point(threshold, tp, fp));
  }
  return points;
}
