import { StatsError } from "./errors.ts";
import { checkProbabilities } from "./labelled-scores.ts";

/** Cases with similar probabilities: what was predicted on average, and how many were positive. */
export interface CalibrationBin {
  readonly n: number;
  readonly nPositive: number;
  /** Mean probability. */
  readonly predicted: number;
  /** Share of positives. */
  readonly observed: number;
}

export interface CalibrationCurveOptions {
  /** Number of bins, 10 by default; empty ones are left out. */
  readonly bins?: number;
  /** Bins of equal width over [0, 1] (default), or of equal numbers of cases. */
  readonly strategy?: "uniform" | "quantile";
}

/**
 * Predicted against observed frequency in bins of the probability, as in scikit-learn's `calibration_curve`.
 *
 * A probability on an inner edge belongs to the lower bin; quantile edges interpolate linearly (type 7).
 *
 * @throws StatsError `out-of-range` for a probability outside [0, 1] or a number of bins that is no positive whole
 *   number; `empty`, `length-mismatch`, `not-binary`, `not-finite`.
 */
export function calibrationCurve(
  labels: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  options: CalibrationCurveOptions = {},
): CalibrationBin[] {
  const { bins = 10, strategy = "uniform" } = options;
  checkProbabilities(labels, probabilities);
  if (!Number.isInteger(bins) || bins < 1) {
    throw new StatsError("out-of-range", `The number of bins is ${bins}; it must be a whole number from 1.`);
  }
  const edges =
    strategy === "uniform"
      ? Float64Array.from({ length: bins - 1 }, (_, i) => (i + 1) / bins)
      : quantiles(probabilities, bins);
  const counts = new Float64Array(bins);
  const positives = new Float64Array(bins);
  const sums = new Float64Array(bins);
  for (let i = 0; i < labels.length; i++) {
    const bin = edges.findIndex((edge) => probabilities[i] <= edge);
    const at = bin === -1 ? bins - 1 : bin;
    counts[at]++;
    positives[at] += labels[i];
    sums[at] += probabilities[i];
  }
  return Array.from(counts, (n, bin) => {
    return { n, nPositive: positives[bin], predicted: sums[bin] / n, observed: positives[bin] / n };
  }).filter(({ n }) => n > 0);
}

/** The inner edges that cut the values into `parts` equal parts, type 7. */
function quantiles(values: ArrayLike<number>, parts: number): Float64Array {
  const sorted = Float64Array.from(values).sort();
  return Float64Array.from({ length: parts - 1 }, (_, i) => {
    const position = ((i + 1) * (sorted.length - 1)) / parts;
    const lower = sorted[Math.floor(position)];
    return lower + (sorted[Math.ceil(position)] - lower) * (position % 1);
  });
}
