import { LearnError } from "../learn-error.ts";
import { sigmoid } from "./sigmoid.ts";
import type { LogisticFit } from "./fit-logistic.ts";

export interface ElasticNetPenalty {
  /** Share of the absolute values in the penalty, in (0, 1]: 1 = lasso. */
  readonly alpha: number;
  /** Weight of the penalty against the mean loss. */
  readonly lambda: number;
}

/** Columns of the training rows, so that one coefficient is updated along memory. */
export interface ElasticNetProblem {
  readonly columns: readonly Float64Array[];
  readonly labels: readonly number[];
}

/**
 * Logistic regression with glmnet's penalty: the minimum of mean log-loss + lambda (alpha |w|_1 + (1 - alpha) / 2 |w|^2);
 * the intercept is free and nothing is standardised here.
 *
 * Newton's quadratic approximation of the loss, each solved by coordinate descent over the coefficients that are not 0,
 * then over all, until none of them moves.
 *
 * @param start - where to begin, for example the solution of a neighbouring lambda; default: no coefficient.
 * @throws LearnError `not-converged` if 200 approximations do not settle.
 * @see Friedman, Hastie & Tibshirani, Journal of Statistical Software 33 (2010) 1-22.
 */
export function fitElasticNet(
  { columns, labels }: ElasticNetProblem,
  { alpha, lambda }: ElasticNetPenalty,
  start?: LogisticFit,
): LogisticFit {
  const n = labels.length;
  const l1 = lambda * alpha;
  const l2 = lambda * (1 - alpha);
  const coefficients = start ? start.coefficients.slice() : new Float64Array(columns.length);
  let intercept = start ? start.intercept : logOfOdds(labels);
  const logits = new Float64Array(n).fill(intercept);
  for (const [j, column] of columns.entries()) {
    if (coefficients[j] !== 0) addScaled(logits, column, coefficients[j]);
  }
  let loss = objective();

  const weights = new Float64Array(n);
  // w (z - eta) of the quadratic problem: its gradient up to the sign, kept up to date by every coordinate step.
  const pull = new Float64Array(n);
  const curvature = new Float64Array(columns.length);

  for (let iterations = 1; iterations <= 200; iterations++) {
    let totalWeight = 0;
    for (let i = 0; i < n; i++) {
      const p = sigmoid(logits[i]);
      weights[i] = Math.max(p * (1 - p), 1e-6);
      pull[i] = labels[i] - p;
      totalWeight += weights[i];
    }
    curvature.fill(NaN);
    const before = { coefficients: coefficients.slice(), intercept };
    descend(totalWeight);
    const change = Math.max(
      Math.abs(intercept - before.intercept),
      coefficients.reduce((most, w, j) => Math.max(most, Math.abs(w - before.coefficients[j])), 0),
    );
    const previous = loss;
    // A full Newton step may overshoot where risks are near 0 or 1; half the way back always descends.
    for (let halving = 0; ; halving++) {
      refreshLogits();
      loss = objective();
      if (loss <= previous + 1e-14 * Math.abs(previous) || halving === 40) break;
      intercept = (intercept + before.intercept) / 2;
      for (let j = 0; j < coefficients.length; j++) coefficients[j] = (coefficients[j] + before.coefficients[j]) / 2;
    }
    if (change < 1e-7 * (1 + Math.abs(intercept)) || previous - loss < 1e-13 * Math.abs(previous)) {
      return { intercept, coefficients, iterations };
    }
  }
  throw new LearnError(
    "not-converged",
    `Elastic net of ${n} rows and ${columns.length} columns at lambda ${lambda} did not settle. Standardise the columns ` +
      "first, or use a larger lambda.",
  );

  function descend(totalWeight: number): void {
    for (let round = 0; round < 1000; round++) {
      const all = pass(totalWeight, () => true);
      if (all < 1e-9) return;
      for (let inner = 0; inner < 1000; inner++) if (pass(totalWeight, (j) => coefficients[j] !== 0) < 1e-9) break;
    }
  }

  /** Updates the intercept and some coefficients once; the largest change of a logit's scale that this made. */
  function pass(totalWeight: number, wanted: (j: number) => boolean): number {
    let most = 0;
    for (const [j, column] of columns.entries()) {
      if (!wanted(j)) continue;
      const before = coefficients[j];
      const slope = dot(column, pull) / n;
      // Most columns of a sparse model stay at 0: their curvature is never needed.
      if (before === 0 && Math.abs(slope) <= l1) continue;
      if (Number.isNaN(curvature[j])) curvature[j] = weightedSquare(column) / n;
      const target = slope + curvature[j] * before;
      const scale = curvature[j] + l2;
      const after = scale > 0 ? (Math.sign(target) * Math.max(0, Math.abs(target) - l1)) / scale : 0;
      const step = after - before;
      if (step === 0) continue;
      coefficients[j] = after;
      for (let i = 0; i < n; i++) pull[i] -= step * weights[i] * column[i];
      most = Math.max(most, Math.abs(step) * Math.sqrt(scale));
    }
    let sum = 0;
    for (let i = 0; i < n; i++) sum += pull[i];
    const step = sum / totalWeight;
    intercept += step;
    for (let i = 0; i < n; i++) pull[i] -= step * weights[i];
    return Math.max(most, Math.abs(step));
  }

  function weightedSquare(column: Float64Array): number {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += weights[i] * column[i] * column[i];
    return sum;
  }

  function refreshLogits(): void {
    logits.fill(intercept);
    for (const [j, column] of columns.entries()) if (coefficients[j] !== 0) addScaled(logits, column, coefficients[j]);
  }

  function objective(): number {
    let penalty = 0;
    for (const w of coefficients) penalty += l1 * Math.abs(w) + 0.5 * l2 * w * w;
    return meanLogLoss(labels, logits) + penalty;
  }
}

/** Mean of log(1 + exp(-y z)), the classes as 1 and 0. */
export function meanLogLoss(labels: readonly number[], logits: ArrayLike<number>): number {
  let sum = 0;
  for (const [i, label] of labels.entries()) {
    const z = logits[i];
    sum += Math.max(z, 0) - label * z + Math.log1p(Math.exp(-Math.abs(z)));
  }
  return sum / labels.length;
}

/** The smallest lambda at which no coefficient is left. */
export function largestLambda({ columns, labels }: ElasticNetProblem, alpha: number): number {
  const mean = labels.reduce((sum, label) => sum + label, 0) / labels.length;
  const residuals = Float64Array.from(labels, (label) => label - mean);
  return columns.reduce((most, column) => Math.max(most, Math.abs(dot(column, residuals))), 0) / labels.length / alpha;
}

function logOfOdds(labels: readonly number[]): number {
  const positives = labels.reduce((sum, label) => sum + label, 0);
  return Math.log(positives / (labels.length - positives));
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

function addScaled(target: Float64Array, column: Float64Array, by: number): void {
  for (let i = 0; i < target.length; i++) target[i] += by * column[i];
}
