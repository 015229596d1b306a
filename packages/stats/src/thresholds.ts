import { StatsError } from "./errors.ts";
import { operatingPoints, rocPoint } from "./roc-curve.ts";
import type { OperatingPoint, RocPoint } from "./roc-curve.ts";

/** Youden's index at its best, and every point of the ROC curve that reaches it (thresholds falling). */
export interface Youden {
  /** Sensitivity + specificity − 1, in [0, 1]. */
  readonly youden: number;
  readonly points: readonly RocPoint[];
}

/**
 * The largest Youden index of a score and all operating points that reach it.
 *
 * @throws StatsError as `rocCurve`.
 * @see Youden, Cancer 3 (1950) 32-35.
 */
export function youden(labels: ArrayLike<number>, scores: ArrayLike<number>): Youden {
  const points = operatingPoints(labels, scores);
  // tp · negatives − fp · positives orders as the index does, in whole numbers: equal indices compare as equal.
  const index = ({ tp, fp, tn, fn }: OperatingPoint) => tp * (tn + fp) - fp * (tp + fn);
  let best = 0;
  for (const point of points) best = Math.max(best, index(point));
  const [{ tn: negatives, fn: positives }] = points;
  return {
    youden: best / (positives * negatives),
    points: points.filter((point) => index(point) === best).map(rocPoint),
  };
}

/**
 * The threshold with the largest Youden index; of several the lowest, which has the highest sensitivity and is always
 * finite: in doubt a metastasis is not missed.
 *
 * @throws StatsError as `rocCurve`.
 */
export function youdenThreshold(labels: ArrayLike<number>, scores: ArrayLike<number>): number {
  const { points } = youden(labels, scores);
  return points[points.length - 1].threshold;
}

/**
 * The operating point with the best specificity among those that keep sensitivity at or above `target`; where
 * several have that specificity, the most sensitive of them.
 *
 * @throws StatsError `out-of-range` for a target outside [0, 1]; as `rocCurve`.
 */
export function thresholdForSensitivity(
  labels: ArrayLike<number>,
  scores: ArrayLike<number>,
  target: number,
): RocPoint {
  checkTarget("sensitivity", target);
  const points = operatingPoints(labels, scores).map(rocPoint);
  return best(
    points.filter((point) => point.sensitivity >= target),
    (a, b) => {
      return a.specificity - b.specificity || a.sensitivity - b.sensitivity;
    },
  );
}

/**
 * The operating point with the best sensitivity among those that keep specificity at or above `target`; where
 * several have that sensitivity, the most specific of them. Its threshold is Infinity if nobody may be called positive.
 *
 * @throws StatsError `out-of-range` for a target outside [0, 1]; as `rocCurve`.
 */
export function thresholdForSpecificity(
  labels: ArrayLike<number>,
  scores: ArrayLike<number>,
  target: number,
): RocPoint {
  checkTarget("specificity", target);
  const points = operatingPoints(labels, scores).map(rocPoint);
  return best(
    points.filter((point) => point.specificity >= target),
    (a, b) => {
      return a.sensitivity - b.sensitivity || a.specificity - b.specificity;
    },
  );
}

/**
 * The operating point that rules out most cases while the negative predictive value, in these cases, stays at or above
 * `target`. Its threshold is Infinity if so few are positive that everybody may be ruled out.
 *
 * @throws StatsError `unreachable` if no threshold reaches the target, with the best value there is; `out-of-range`;
 *   as `rocCurve`.
 */
export function thresholdForNpv(
  labels: ArrayLike<number>,
  scores: ArrayLike<number>,
  target: number,
): RocPoint & { readonly npv: number } {
  checkTarget("negative predictive value", target);
  let highest = 0;
  for (const point of operatingPoints(labels, scores)) {
    // The last point rules out nobody and has no predictive value.
    if (point.tn + point.fn === 0) continue;
    const npv = point.tn / (point.tn + point.fn);
    if (npv >= target) return { ...rocPoint(point), npv };
    highest = Math.max(highest, npv);
  }
  throw new StatsError(
    "unreachable",
    `No threshold reaches a negative predictive value of ${target}; the best is ${highest.toFixed(4)}. Lower the target.`,
  );
}

function checkTarget(name: string, target: number): void {
  if (!(target >= 0 && target <= 1)) {
    throw new StatsError("out-of-range", `The target ${name} is ${target}; it must lie in [0, 1].`);
  }
}

/** The last of the largest; never empty here, since nobody positive is fully specific and everybody fully sensitive. */
function best(points: readonly RocPoint[], compare: (a: RocPoint, b: RocPoint) => number): RocPoint {
  return points.reduce((chosen, point) => (compare(point, chosen) >= 0 ? point : chosen));
}
