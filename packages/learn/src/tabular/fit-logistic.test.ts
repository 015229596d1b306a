import { randomStream } from "@hilum/numeric";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { fitLogistic } from "./fit-logistic.ts";
import type { LogisticFit } from "./fit-logistic.ts";
import { sigmoid } from "./sigmoid.ts";

function cases(n: number, k: number, seed: number) {
  const random = randomStream("logistic cases", seed);
  const rows = Array.from({ length: n }, () => Float64Array.from({ length: k }, () => random.normal()));
  return { rows, labels: rows.map((row, i) => (i < 2 ? i : Number(row[0] + random.normal() > 0))) };
}

/** Largest entry of the gradient of 0.5 |w|^2 + c sum(log-loss), the intercept's included. */
function steepness(rows: readonly Float64Array[], labels: readonly number[], c: number, fit: LogisticFit): number {
  const residuals = rows.map((row, i) => {
    const logit = fit.coefficients.reduce((sum, w, j) => sum + w * row[j], fit.intercept);
    return c * (sigmoid(logit) - labels[i]);
  });
  const byColumn = fit.coefficients.map((w, j) => rows.reduce((sum, row, i) => sum + residuals[i] * row[j], w));
  return Math.max(...[...byColumn, residuals.reduce((sum, r) => sum + r, 0)].map(Math.abs));
}

test("the gradient vanishes at the solution, with more rows than columns and with fewer", () => {
  const problem = fc.record({
    n: fc.integer({ min: 2, max: 40 }),
    k: fc.integer({ min: 1, max: 60 }),
    seed: fc.integer({ min: 0, max: 1e6 }),
    c: fc.constantFrom(1e-3, 0.1, 1, 100),
  });
  fc.assert(
    fc.property(problem, ({ n, k, seed, c }) => {
      const { rows, labels } = cases(n, k, seed);
      const fit = fitLogistic(rows, labels, { c });
      expect(steepness(rows, labels, c, fit)).toBeLessThan(1e-6 * Math.max(1, c * n));
    }),
  );
});

test("columns of zeros change nothing, though they move the work into the space of the rows", () => {
  const { rows, labels } = cases(30, 5, 1);
  const narrow = fitLogistic(rows, labels, { c: 1 });
  const padded = rows.map((row) => Float64Array.from({ length: 40 }, (_, j) => row[j] ?? 0));
  const wide = fitLogistic(padded, labels, { c: 1 });
  expect(wide.intercept).toBeCloseTo(narrow.intercept, 8);
  for (const [j, w] of wide.coefficients.entries()) expect(w).toBeCloseTo(narrow.coefficients[j] ?? 0, 8);
});

test("1,500 correlated columns of 200 cases converge in a few steps", () => {
  const { rows, labels } = cases(200, 20, 2);
  const random = randomStream("wide");
  const wide = rows.map((row) => Float64Array.from({ length: 1500 }, (_, j) => row[j % 20] + 0.3 * random.normal()));
  const fit = fitLogistic(wide, labels, { c: 1 });
  expect(steepness(wide, labels, 1, fit)).toBeLessThan(1e-4);
  expect(fit.iterations).toBeLessThan(30);
});

test("classes that a line separates still give finite coefficients, at any cost", () => {
  const rows = [-2, -1, 1, 2].map((x) => Float64Array.of(x));
  for (const c of [1, 1e4, 1e8]) {
    const { coefficients, intercept } = fitLogistic(rows, [0, 0, 1, 1], { c });
    expect(coefficients[0]).toBeGreaterThan(0);
    expect(coefficients[0]).toBeLessThan(100);
    expect(intercept).toBeCloseTo(0, 6);
  }
});

test("a strong penalty leaves the prevalence", () => {
  const { rows, labels } = cases(50, 3, 3);
  const { intercept } = fitLogistic(rows, labels, { c: 1e-9 });
  expect(sigmoid(intercept)).toBeCloseTo(labels.filter((label) => label === 1).length / 50, 6);
});
