import { describe, expect, test } from "vitest";
import {
  combatValue,
  fitCombat,
  fitElasticNet,
  fitLogistic,
  fitPca,
  fitPlatt,
  growTree,
  impute,
  leafOf,
  logistic,
  pcaScores,
  pipeline,
  solveSvm,
  sortColumns,
  standardise,
  svm,
} from "../index.ts";
import type { Kernel } from "../index.ts";
import { sigmoid } from "../sigmoid.ts";
import { fittedStandardise } from "../standardise.ts";
import { applyTransform } from "../step.ts";
import { expectClose, referenceCases, referenceFound } from "./reference-cases.ts";
import { columnNames, training } from "./small-tables.ts";

interface Fitted {
  readonly x: number[][];
  readonly labels: number[];
  readonly at: number[][];
}
const dense = (rows: readonly number[][]) => rows.map((row) => Float64Array.from(row));
const title = referenceFound ? "agrees with R and scikit-learn" : "skipped: HILUM_DATA not found";

describe.skipIf(!referenceFound)(title, () => {
  const scaling = referenceCases<Fitted, { mean: number[]; sd: number[]; transformed: number[][] }>(
    "learning",
    "standardise",
  );
  const ridge = referenceCases<
    Fitted & { c: number },
    { intercept: number; coefficients: number[]; probabilities: number[] }
  >("learning", "logisticL2");
  const machines = referenceCases<
    Fitted & { kernel: "linear" | "rbf"; c: number; gamma: number | null },
    { decision: number[]; supportVectors: number }
  >("learning", "svm");
  const trees = referenceCases<
    Fitted & { maxDepth: number | null; minSamplesLeaf: number },
    { importance: number[]; probabilities: number[]; leaves: number }
  >("learning", "decisionTree");
  const sigmoids = referenceCases<{ labels: number[]; scores: number[] }, { a: number; b: number }>(
    "calibration",
    "platt",
  );

  const nets = referenceCases<
    Fitted & { alpha: number; lambda: number },
    { intercept: number; coefficients: number[]; probabilities: number[] }
  >("learning", "elasticNet");
  const harmonised = referenceCases<
    { x: number[][]; batch: string[]; covariates: number[][] | null; reference: string | null },
    { x: number[][] }
  >("learning", "combat");
  const components = referenceCases<
    { x: number[][]; components: number; at: number[][] },
    { variance: number[]; absoluteScores: number[][] }
  >("learning", "pca");

  test("the reference holds what this file compares with", () => {
    const all = [scaling, ridge, machines, trees, sigmoids, nets, harmonised, components];
    expect(all.map((cases) => cases.length)).toEqual([1, 3, 6, 3, 3, 3, 3, 1]);
  });

  test.each(nets)("$id", ({ input, expected, tolerance }) => {
    const { alpha, lambda, labels } = input;
    const columns = columnNames(input.x).map((_, at) => Float64Array.from(input.x, (row) => row[at]));
    const { intercept, coefficients } = fitElasticNet({ columns, labels }, { alpha, lambda });
    expectClose([intercept], [expected.intercept], tolerance);
    expectClose(coefficients, expected.coefficients, tolerance);
    const risks = input.at.map((row) => sigmoid(row.reduce((sum, x, j) => sum + x * coefficients[j], intercept)));
    expectClose(risks, expected.probabilities, tolerance);
  });

  test.each(harmonised)("$id", ({ input, expected, tolerance }) => {
    const { batch, covariates, reference } = input;
    const options = { covariates: covariates ?? undefined, reference: reference ?? undefined };
    const fit = fitCombat(dense(input.x), batch, options);
    const adjusted = input.x.map((row, i) => {
      const own = fit.batches.indexOf(batch[i]);
      return row.map((value, j) => {
        const kept = (covariates?.[i] ?? []).reduce((sum, x, k) => sum + x * fit.effects[k][j], 0);
        return combatValue(fit, j, value, { batch: own, kept });
      });
    });
    expectClose(adjusted.flat(), expected.x.flat(), tolerance);
  });

  test.each(components)("$id", ({ input, expected, tolerance }) => {
    const fit = fitPca(dense(input.x), input.components);
    expectClose(fit.variance, expected.variance, tolerance);
    const scores = dense(input.at).flatMap((row) => Array.from(pcaScores(fit, row), Math.abs));
    expectClose(scores, expected.absoluteScores.flat(), tolerance);
  });

  test.each(scaling)("$id", ({ input, expected, tolerance }) => {
    const { state } = standardise().fit(
      training(
        input.x,
        input.x.map((_, i) => i % 2),
      ),
    );
    expectClose(state.mean, expected.mean, tolerance);
    expectClose(state.sd, expected.sd, tolerance);
    const at = { columns: state.columns, rows: dense(input.at) };
    expectClose(
      applyTransform(fittedStandardise(state), at).rows.flatMap((row) => [...row]),
      expected.transformed.flat(),
      tolerance,
    );
  });

  test.each(ridge)("$id", ({ input, expected, tolerance }) => {
    const { intercept, coefficients } = fitLogistic(dense(input.x), input.labels, { c: input.c });
    expectClose([intercept], [expected.intercept], tolerance);
    expectClose(coefficients, expected.coefficients, tolerance);
    const columns = columnNames(input.x);
    const fitted = pipeline(impute(), logistic({ c: input.c })).fit({ columns, rows: input.x }, input.labels, {
      seed: 1,
    });
    expectClose(fitted.probability({ columns, rows: input.at }), expected.probabilities, tolerance);
  });

  test.each(machines)("$id", ({ input, expected, tolerance }) => {
    const { c } = input;
    const kernel: Kernel = input.gamma === null ? { kind: "linear" } : { kind: "rbf", gamma: input.gamma };
    const { multipliers, converged } = solveSvm(dense(input.x), input.labels, { kernel, c });
    expect(converged).toBe(true);
    expect(multipliers.filter((value) => value !== 0)).toHaveLength(expected.supportVectors);
    const columns = columnNames(input.x);
    const model = svm({ kernel: input.kernel, c, gamma: input.gamma ?? "scale", probability: false });
    const fitted = pipeline(model).fit({ columns, rows: input.x }, input.labels, { seed: 1 });
    expectClose(fitted.decide({ columns, rows: input.at }), expected.decision, tolerance);
    expect(fitted.summary().size).toEqual({ unit: "support vectors", count: expected.supportVectors });
  });

  test.each(trees)("$id", ({ input, expected, tolerance }) => {
    const columns = columnNames(input.x).map((_, at) => Float64Array.from(input.x, (row) => row[at]));
    const { nodes, importance } = growTree(sortColumns(columns), input.labels, {
      minSamplesLeaf: input.minSamplesLeaf,
      ...(input.maxDepth !== null && { maxDepth: input.maxDepth }),
    });
    expect(nodes.filter((node) => node.column < 0)).toHaveLength(expected.leaves);
    expectClose(importance, expected.importance, tolerance);
    const shares = input.at.map((row) => leafOf(nodes, row)).map((leaf) => leaf.positives / leaf.rows);
    expectClose(shares, expected.probabilities, tolerance);
  });

  test.each(sigmoids)("$id", ({ input, expected, tolerance }) => {
    const { a, b } = fitPlatt(input.labels, input.scores);
    expectClose([a, b], [expected.a, expected.b], tolerance);
  });
});
