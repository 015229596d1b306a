import { checkPositive } from "../check-option.ts";
import { fitPlatt } from "./fit-platt.ts";
import type { PlattScaling } from "./fit-platt.ts";
import type { JsonReader } from "./json-reader.ts";
import { kernelValue } from "./kernel.ts";
import type { Kernel } from "./kernel.ts";
import { requireComplete } from "./require-complete.ts";
import { solveSvm } from "./solve-svm.ts";
import type { Classifier, FittedClassifier, Training } from "./step.ts";
import { stratifiedFolds } from "./stratified-folds.ts";
import { take } from "./table.ts";
import type { DenseTable } from "./table.ts";

export interface SvmOptions {
  /** Default "rbf". */
  readonly kernel?: Kernel["kind"];
  /** Cost of a violated margin, default 1. */
  readonly c?: number;
  /** Width of the rbf kernel; "scale" (default) is 1 / (columns x variance of all training values). */
  readonly gamma?: number | "scale";
  /** Fit probabilities too (Platt, five inner fits more); default true. */
  readonly probability?: boolean;
}

export interface SvmState {
  readonly step: "svm";
  readonly c: number;
  readonly kernel: Kernel;
  readonly columns: readonly string[];
  readonly intercept: number;
  readonly supportVectorCount: number;
  readonly converged: boolean;
  /** Linear kernel: the coefficients. Else empty. */
  readonly weights: readonly number[];
  /** Rbf kernel: the support vectors and their multipliers alpha y. Else empty. */
  readonly multipliers: readonly number[];
  readonly supportVectors: readonly (readonly number[])[];
  readonly platt: PlattScaling | null;
}

/**
 * Where decision values of unseen training rows point the wrong way, Platt's a is held here: the risk then is nearly
 * the prevalence for everybody, yet never reverses the order of the cases.
 */
export const flattestA = -1e-3;

/**
 * Support vector classifier (C-SVC, the solver of libsvm) with Platt's probabilities.
 *
 * The sigmoid is fitted to decision values of five inner folds, stratified and grouped by patient; columns that are
 * constant in the training rows are not used.
 */
export function svm({
  kernel = "rbf",
  c = 1,
  gamma = "scale",
  probability = true,
}: SvmOptions = {}): Classifier<SvmState> {
  checkPositive("svm's c", c);
  if (gamma !== "scale") checkPositive("svm's gamma", gamma);
  return {
    kind: "classifier",
    name: "svm",
    fit(training) {
      requireComplete(training.table, "svm()");
      const width = gamma === "scale" ? scaleGamma(training.table) : gamma;
      const problem = { kernel: kernel === "rbf" ? ({ kind: kernel, gamma: width } as const) : { kind: kernel }, c };
      const varying = varyingColumns(training.table);
      const rows = training.table.rows.map((row) => Float64Array.from(varying, (at) => row[at]));
      const { multipliers, intercept, converged } = solveSvm(rows, training.labels, problem);
      const support = [...multipliers.keys()].filter((i) => multipliers[i] !== 0);
      const linear = kernel === "linear";
      return fittedSvm({
        step: "svm",
        c,
        kernel: problem.kernel,
        columns: take(training.table.columns, varying),
        intercept,
        supportVectorCount: support.length,
        converged,
        weights: linear ? varying.map((_, j) => support.reduce((sum, i) => sum + multipliers[i] * rows[i][j], 0)) : [],
        multipliers: linear ? [] : support.map((i) => multipliers[i]),
        supportVectors: linear ? [] : support.map((i) => [...rows[i]]),
        platt: probability ? plattByFolds(rows, training, problem) : null,
      });
    },
  };
}

export function fittedSvm(state: SvmState): FittedClassifier<SvmState> {
  const vectors = state.supportVectors.map((row) => Float64Array.from(row));
  const { kernel, multipliers, weights, intercept, platt } = state;
  return {
    columns: state.columns,
    decide(row) {
      if (kernel.kind === "linear") return weights.reduce((sum, weight, j) => sum + weight * row[j], intercept);
      let decision = intercept;
      for (let i = 0; i < vectors.length; i++) decision += multipliers[i] * kernelValue(kernel, vectors[i], row);
      return decision;
    },
    ...(platt && { logOdds: { slope: -platt.a, offset: -platt.b } }),
    ...(kernel.kind === "linear" && { weights }),
    state,
  };
}

export function readSvm(json: JsonReader): SvmState {
  const columns = json.key("columns").columns();
  const kind = json.key("kernel").key("kind").oneOf(["linear", "rbf"]);
  const supportVectorCount = json.key("supportVectorCount").integer(1);
  const stored = kind === "rbf" ? supportVectorCount : 0;
  return {
    step: "svm",
    c: json.key("c").number(0),
    kernel: kind === "rbf" ? { kind, gamma: json.key("kernel").key("gamma").number(0) } : { kind },
    columns,
    intercept: json.key("intercept").number(),
    supportVectorCount,
    converged: json.key("converged").boolean(),
    weights: json.key("weights").numbers(kind === "linear" ? columns.length : 0),
    multipliers: json.key("multipliers").numbers(stored),
    supportVectors: json
      .key("supportVectors")
      .list(stored)
      .map((row) => row.numbers(columns.length)),
    platt: json.key("platt").nullable((platt) => ({ a: platt.key("a").number(), b: platt.key("b").number() })),
  };
}

/** Platt's sigmoid from decision values of rows that the deciding model has not seen. */
function plattByFolds(
  rows: readonly Float64Array[],
  { labels, groups, random }: Training,
  problem: { kernel: Kernel; c: number },
): PlattScaling {
  const count = Math.min(5, new Set(groups).size);
  const foldOf = stratifiedFolds(labels, groups, count, random.fork("platt"));
  const decisions = new Float64Array(labels.length);
  for (let fold = 0; fold < count; fold++) {
    const inside = [...labels.keys()].filter((i) => foldOf[i] !== fold);
    const decide = trainedDecision(take(rows, inside), take(labels, inside), problem);
    for (const i of labels.keys()) if (foldOf[i] === fold) decisions[i] = decide(rows[i]);
  }
  return fitPlatt(labels, decisions, { largestA: flattestA });
}

function trainedDecision(
  rows: readonly Float64Array[],
  labels: readonly number[],
  problem: { kernel: Kernel; c: number },
): (row: Float64Array) => number {
  // libsvm's rule for a fold whose training part lost a class: the class that is left, at the margin.
  if (labels.every((label) => label === labels[0])) return () => (labels[0] === 1 ? 1 : -1);
  const { multipliers, intercept } = solveSvm(rows, labels, problem);
  return (row) =>
    rows.reduce(
      (sum, vector, i) =>
        multipliers[i] === 0 ? sum : sum + multipliers[i] * kernelValue(problem.kernel, vector, row),
      intercept,
    );
}

/** Columns whose training values are not all the same. */
function varyingColumns({ columns, rows }: DenseTable): number[] {
  return [...columns.keys()].filter((at) => rows.some((row) => row[at] !== rows[0][at]));
}

/** 1 / (columns x variance of all values), the usual width for columns on one scale. */
function scaleGamma(table: DenseTable): number {
  const values = table.rows.flatMap((row) => [...row]);
  const mean = values.reduce((sum, value) => sum + value / values.length, 0);
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2 / values.length, 0);
  return variance > 0 ? 1 / (table.columns.length * variance) : 1;
}
