import { StatsError } from "./errors.ts";

/** The scores of the positive and of the negative cases, each in the order of the cases. */
export interface LabelledScores {
  readonly positives: Float64Array;
  readonly negatives: Float64Array;
}

/**
 * Checks labels and numbers that belong together, one pair a case.
 *
 * @param what - what the numbers are, for the message: "score", "probability".
 * @returns the number of positive cases.
 * @throws StatsError `empty`, `length-mismatch`, `not-binary` (a label beside 0 and 1) or `not-finite` (NaN; ±Infinity
 *   passes here, since it still orders).
 */
export function checkLabelled(labels: ArrayLike<number>, values: ArrayLike<number>, what = "score"): number {
  if (labels.length !== values.length) {
    throw new StatsError(
      "length-mismatch",
      `There are ${labels.length} labels and ${values.length} values of ${what}; each case needs one of both.`,
    );
  }
  if (labels.length === 0)
    throw new StatsError("empty", `There are no cases; at least one label and ${what} is needed.`);
  let positives = 0;
  for (let i = 0; i < labels.length; i++) {
    if (labels[i] === 1) positives++;
    else if (labels[i] !== 0) {
      throw new StatsError("not-binary", `Label ${i} is ${labels[i]}; labels are 1 (positive) or 0 (negative).`);
    }
    if (Number.isNaN(values[i])) {
      throw new StatsError("not-finite", `The ${what} of case ${i} is NaN. Leave out cases without a ${what} first.`);
    }
  }
  return positives;
}

/** As `checkLabelled`, and throws `one-class` unless there are positives and negatives. */
export function checkTwoClasses(labels: ArrayLike<number>, values: ArrayLike<number>, what = "score"): number {
  const positives = checkLabelled(labels, values, what);
  const negatives = labels.length - positives;
  if (positives === 0 || negatives === 0) {
    throw new StatsError(
      "one-class",
      `The cases are ${positives} positive and ${negatives} negative; both classes need at least one.`,
    );
  }
  return positives;
}

/** As `checkLabelled` for probabilities; throws `out-of-range` for one outside [0, 1]. */
export function checkProbabilities(labels: ArrayLike<number>, probabilities: ArrayLike<number>): number {
  const positives = checkLabelled(labels, probabilities, "probability");
  for (let i = 0; i < probabilities.length; i++) {
    if (probabilities[i] < 0 || probabilities[i] > 1) {
      throw new StatsError(
        "out-of-range",
        `The probability of case ${i} is ${probabilities[i]}; it must lie in [0, 1]. Calibrate scores of another scale first.`,
      );
    }
  }
  return positives;
}

/** Splits the scores of two non-empty classes, after checking them. */
export function splitByLabel(labels: ArrayLike<number>, scores: ArrayLike<number>): LabelledScores {
  const count = checkTwoClasses(labels, scores);
  const positives = new Float64Array(count);
  const negatives = new Float64Array(labels.length - count);
  let p = 0;
  let n = 0;
  for (let i = 0; i < labels.length; i++) {
    if (labels[i] === 1) positives[p++] = scores[i];
    else negatives[n++] = scores[i];
  }
  return { positives, negatives };
}
