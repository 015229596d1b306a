import { standardErrors } from "./confidence-interval.ts";
import type { ConfidenceInterval, IntervalOptions } from "./confidence-interval.ts";
import { StatsError } from "./errors.ts";
import { checkProbabilities, checkTwoClasses } from "./labelled-scores.ts";

export interface CalibrationSlope {
  /** 1 is ideal; below 1 the probabilities are too extreme. */
  readonly slope: ConfidenceInterval;
  /** 0 is ideal; above 0 the risk is underestimated on the whole. The slope is held at 1. */
  readonly interceptInTheLarge: ConfidenceInterval;
}

/**
 * Calibration slope and calibration in the large: logistic regression of the outcome on the logit of the probability.
 *
 * @param labels - 1 = positive, 0 = negative; shape [n].
 * @param probabilities - shape [n], each strictly between 0 and 1, since 0 and 1 have no logit.
 * @throws StatsError `out-of-range` for 0 and 1 or beyond; `separated` if one probability parts the classes (the slope
 *   is infinite then); `one-class`, `empty`, `length-mismatch`, `not-binary`, `not-finite`.
 * @see Cox, Biometrika 45 (1958) 562-565; Van Calster et al., BMC Medicine 17 (2019) 230.
 */
export function calibrationSlope(
  labels: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  options: IntervalOptions = {},
): CalibrationSlope {
  const level = options.level ?? 0.95;
  const reach = standardErrors(level);
  checkTwoClasses(labels, probabilities, "probability");
  checkProbabilities(labels, probabilities);
  const logits = Float64Array.from(probabilities, (p) => Math.log(p) - Math.log1p(-p));
  checkEstimable(labels, logits);

  const wald = (value: number, variance: number): ConfidenceInterval => {
    const half = reach * Math.sqrt(variance);
    return { value, lower: value - half, upper: value + half, level, method: "Wald" };
  };
  const free = maximise(labels, logits, { intercept: 0, slope: 1 }, ({ g0, g1, h00, h01, h11 }) => {
    const determinant = h00 * h11 - h01 ** 2;
    return { intercept: (h11 * g0 - h01 * g1) / determinant, slope: (h00 * g1 - h01 * g0) / determinant };
  });
  const large = maximise(labels, logits, { intercept: 0, slope: 1 }, ({ g0, h00 }) => ({
    intercept: g0 / h00,
    slope: 0,
  }));
  const { h00, h01, h11 } = free.moments;
  return {
    slope: wald(free.line.slope, h00 / (h00 * h11 - h01 ** 2)),
    interceptInTheLarge: wald(large.line.intercept, 1 / large.moments.h00),
  };
}

interface Line {
  readonly intercept: number;
  readonly slope: number;
}

/** Log-likelihood of a line, its gradient g and its information matrix h. */
interface Moments {
  readonly logLikelihood: number;
  readonly g0: number;
  readonly g1: number;
  readonly h00: number;
  readonly h01: number;
  readonly h11: number;
}

/** Newton's method; a step that lowers the likelihood is halved, so that extreme logits cannot throw it off. */
function maximise(
  labels: ArrayLike<number>,
  logits: Float64Array,
  start: Line,
  newtonStep: (moments: Moments) => Line,
): { line: Line; moments: Moments } {
  let line = start;
  let moments = likelihood(labels, logits, line);
  for (let iteration = 0; iteration < 100; iteration++) {
    const step = newtonStep(moments);
    let scale = 1;
    let next = line;
    let nextMoments = moments;
    do {
      next = { intercept: line.intercept + scale * step.intercept, slope: line.slope + scale * step.slope };
      nextMoments = likelihood(labels, logits, next);
      scale /= 2;
    } while (!(nextMoments.logLikelihood >= moments.logLikelihood) && scale > 1e-12);
    const settled = Math.abs(step.intercept) + Math.abs(step.slope) < 1e-10;
    if (settled || scale <= 1e-12) return { line, moments };
    line = next;
    moments = nextMoments;
  }
  return { line, moments };
}

function likelihood(labels: ArrayLike<number>, logits: Float64Array, { intercept, slope }: Line): Moments {
  let [logLikelihood, g0, g1, h00, h01, h11] = [0, 0, 0, 0, 0, 0];
  for (let i = 0; i < labels.length; i++) {
    const x = logits[i];
    const eta = intercept + slope * x;
    const p = 1 / (1 + Math.exp(-eta));
    const weight = p * (1 - p);
    // log(1 + exp(eta)) without overflow.
    logLikelihood += labels[i] * eta - Math.max(eta, 0) - Math.log1p(Math.exp(-Math.abs(eta)));
    g0 += labels[i] - p;
    g1 += (labels[i] - p) * x;
    h00 += weight;
    h01 += weight * x;
    h11 += weight * x * x;
  }
  return { logLikelihood, g0, g1, h00, h01, h11 };
}

/** With one variable the estimate exists exactly if the two classes overlap by more than a point. */
function checkEstimable(labels: ArrayLike<number>, logits: Float64Array): void {
  const range = [
    { low: Infinity, high: -Infinity },
    { low: Infinity, high: -Infinity },
  ];
  for (let i = 0; i < labels.length; i++) {
    if (!Number.isFinite(logits[i])) {
      throw new StatsError(
        "out-of-range",
        `The probability of case ${i} is ${logits[i] > 0 ? 1 : 0}, which has no logit. Move it inside, to 0.001 or 0.999 for example.`,
      );
    }
    const of = range[labels[i]];
    of.low = Math.min(of.low, logits[i]);
    of.high = Math.max(of.high, logits[i]);
  }
  if (range[0].high <= range[1].low || range[1].high <= range[0].low) {
    throw new StatsError(
      "separated",
      "The probabilities of positives and negatives do not overlap, so the calibration slope has no finite value.",
    );
  }
}
