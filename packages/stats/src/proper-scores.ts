import { checkProbabilities, checkTwoClasses } from "./labelled-scores.ts";

/**
 * Brier score: the mean squared distance between probability and outcome, 0 at best.
 *
 * @param labels - 1 = positive, 0 = negative; shape [n]. One class alone is fine.
 * @param probabilities - shape [n], each in [0, 1].
 * @throws StatsError `out-of-range` for a probability outside [0, 1]; `empty`, `length-mismatch`, `not-binary`, `not-finite`.
 * @see Brier, Monthly Weather Review 78 (1950) 1-3.
 */
export function brier(labels: ArrayLike<number>, probabilities: ArrayLike<number>): number {
  checkProbabilities(labels, probabilities);
  let squares = 0;
  for (let i = 0; i < labels.length; i++) squares += (probabilities[i] - labels[i]) ** 2;
  return squares / labels.length;
}

/**
 * Brier score relative to predicting everybody's prevalence: 1 at best, 0 if no better than that.
 *
 * @throws StatsError `one-class`, since the prevalence alone would be perfect then; as `brier`.
 */
export function scaledBrier(labels: ArrayLike<number>, probabilities: ArrayLike<number>): number {
  const prevalence = checkTwoClasses(labels, probabilities, "probability") / labels.length;
  return 1 - brier(labels, probabilities) / (prevalence * (1 - prevalence));
}

/**
 * Logarithmic loss: the mean of −log(probability given to what happened), in nats; Infinity if a certain prediction failed.
 *
 * @throws StatsError as `brier`.
 */
export function logLoss(labels: ArrayLike<number>, probabilities: ArrayLike<number>): number {
  checkProbabilities(labels, probabilities);
  let loss = 0;
  for (let i = 0; i < labels.length; i++) {
    loss -= labels[i] === 1 ? Math.log(probabilities[i]) : Math.log1p(-probabilities[i]);
  }
  return loss / labels.length;
}
