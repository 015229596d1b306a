import { normalSurvival } from "@hilum/numeric";
import { standardErrors } from "./confidence-interval.ts";
import type { ConfidenceInterval, IntervalOptions } from "./confidence-interval.ts";
import { StatsError } from "./errors.ts";
import { placementValues } from "./placement-values.ts";
import type { PlacementValues } from "./placement-values.ts";

export interface AucInterval extends ConfidenceInterval {
  readonly se: number;
  readonly method: "DeLong";
}

/** Two areas on the same cases. `p` is two-sided; equal curves have z = 0 and p = 1. */
export interface DelongTest {
  readonly aucA: number;
  readonly aucB: number;
  /** aucA − aucB. */
  readonly difference: number;
  /** ±Infinity (and p = 0) if every case agrees on the same non-zero difference, as 1 against 0 does. */
  readonly z: number;
  readonly p: number;
}

/**
 * Area under the ROC curve with DeLong's standard error and the normal interval, cut to [0, 1].
 *
 * @param labels - 1 = positive, 0 = negative; shape [n].
 * @param scores - larger = more suspicious; shape [n].
 * @throws StatsError `one-class`; `too-few` if a class has a single case, whose spread nobody knows; `out-of-range` for
 *   a level outside (0, 1); `empty`, `length-mismatch`, `not-binary`, `not-finite`.
 * @see DeLong, DeLong & Clarke-Pearson, Biometrics 44 (1988) 837-845.
 */
export function aucInterval(
  labels: ArrayLike<number>,
  scores: ArrayLike<number>,
  options: IntervalOptions = {},
): AucInterval {
  return aucIntervalOf(placementValues(labels, scores), options);
}

/**
 * DeLong's test of two scores of the same cases, two-sided.
 *
 * @param labels - 1 = positive, 0 = negative; shape [n].
 * @param a - scores, larger = more suspicious; shape [n].
 * @param b - scores of the same cases in the same order; their scale may differ; shape [n].
 * @throws StatsError as `aucInterval`.
 * @see DeLong, DeLong & Clarke-Pearson, Biometrics 44 (1988) 837-845.
 */
export function delongTest(labels: ArrayLike<number>, a: ArrayLike<number>, b: ArrayLike<number>): DelongTest {
  return delongTestOf(placementValues(labels, a), placementValues(labels, b));
}

/** Area under the ROC curve from placement values. */
export function aucOf(placements: PlacementValues): number {
  return sum(placements.positives) / pairs(placements);
}

/** `aucInterval` from placement values, for those who need them again. */
export function aucIntervalOf(placements: PlacementValues, options: IntervalOptions = {}): AucInterval {
  const level = options.level ?? 0.95;
  const reach = standardErrors(level);
  const value = aucOf(placements);
  const se = Math.sqrt(areaVariance(placements));
  return {
    value,
    lower: Math.max(0, value - reach * se),
    upper: Math.min(1, value + reach * se),
    se,
    level,
    method: "DeLong",
  };
}

/**
 * `delongTest` from the placement values of the same cases; many scores are sorted once each, not once a pair.
 *
 * The variance is taken of the differences case by case, which equals DeLong's contrast of covariances and is exactly
 * zero when both curves are the same.
 */
export function delongTestOf(a: PlacementValues, b: PlacementValues): DelongTest {
  if (a.positives.length !== b.positives.length || a.negatives.length !== b.negatives.length) {
    throw new StatsError(
      "length-mismatch",
      `DeLong's test compares scores of the same cases; found ${a.positives.length} + ${a.negatives.length} cases ` +
        `(positive + negative) and ${b.positives.length} + ${b.negatives.length}.`,
    );
  }
  const differences: PlacementValues = {
    positives: a.positives.map((count, i) => count - b.positives[i]),
    negatives: a.negatives.map((count, i) => count - b.negatives[i]),
  };
  const difference = aucOf(differences);
  const se = Math.sqrt(areaVariance(differences));
  const z = difference === 0 ? 0 : difference / se;
  return { aucA: aucOf(a), aucB: aucOf(b), difference, z, p: 2 * normalSurvival(Math.abs(z)) };
}

/** Var(positives) / m + Var(negatives) / n, the placement values divided by the size of the other class. */
function areaVariance({ positives, negatives }: PlacementValues): number {
  const m = positives.length;
  const n = negatives.length;
  if (m < 2 || n < 2) {
    throw new StatsError(
      "too-few",
      `DeLong's standard error needs two cases of each class; found ${m} positive and ${n} negative.`,
    );
  }
  return sampleVariance(positives) / n ** 2 / m + sampleVariance(negatives) / m ** 2 / n;
}

function sampleVariance(values: Float64Array): number {
  const mean = sum(values) / values.length;
  let squares = 0;
  for (const value of values) squares += (value - mean) ** 2;
  return squares / (values.length - 1);
}

function sum(values: Float64Array): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}

function pairs({ positives, negatives }: PlacementValues): number {
  return positives.length * negatives.length;
}
