import { randomStream } from "@hilum/numeric";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { kernelRows, kernelValue } from "./kernel.ts";
import type { Kernel } from "./kernel.ts";
import { solveSvm } from "./solve-svm.ts";

const problem = fc.record({
  seed: fc.integer({ min: 0, max: 1e6 }),
  n: fc.integer({ min: 2, max: 40 }),
  k: fc.integer({ min: 1, max: 5 }),
  c: fc.constantFrom(0.01, 0.3, 1, 20),
  kernel: fc.constantFrom<Kernel>({ kind: "linear" }, { kind: "rbf", gamma: 0.4 }),
  decimals: fc.constantFrom(0, 3),
});

test("the solution satisfies the conditions of Karush, Kuhn and Tucker", () => {
  fc.assert(
    fc.property(problem, ({ seed, n, k, c, kernel, decimals }) => {
      const random = randomStream("kkt", seed);
      // Without decimals many rows coincide, some with both labels.
      const value = () => Math.round(random.normal() * 10 ** decimals) / 10 ** decimals;
      const rows = Array.from({ length: n }, () => Float64Array.from({ length: k }, value));
      const labels = rows.map((_, i) => (i < 2 ? i : random.integer(2)));
      const { multipliers, intercept, converged } = solveSvm(rows, labels, { kernel, c });
      expect(converged).toBe(true);
      expect(multipliers.reduce((sum, m) => sum + m, 0)).toBeCloseTo(0, 8);
      for (const [i, row] of rows.entries()) {
        const y = labels[i] === 1 ? 1 : -1;
        const alpha = y * multipliers[i];
        const decision = rows.reduce(
          (sum, other, t) => sum + multipliers[t] * kernelValue(kernel, other, row),
          intercept,
        );
        expect(alpha).toBeGreaterThanOrEqual(0);
        expect(alpha).toBeLessThanOrEqual(c);
        // The tolerance of the solver, 1e-5, bounds the violation of any pair and so of any row.
        if (alpha < c) expect(y * decision).toBeGreaterThanOrEqual(1 - 1.1e-5);
        if (alpha > 0) expect(y * decision).toBeLessThanOrEqual(1 + 1.1e-5);
      }
    }),
    { numRuns: 200 },
  );
});

test("two cases at -1 and 3 worked by hand: the border lies at 1, the margins on the cases", () => {
  const rows = [Float64Array.of(-1), Float64Array.of(3)];
  const { multipliers, intercept } = solveSvm(rows, [0, 1], { kernel: { kind: "linear" }, c: 10 });
  expect([...multipliers]).toEqual([expect.closeTo(-0.125, 12), expect.closeTo(0.125, 12)]);
  expect(intercept).toBeCloseTo(-0.5, 12);
});

test("a tighter tolerance changes the decision by no more than the looser one allows", () => {
  const random = randomStream("tolerance");
  const rows = Array.from({ length: 80 }, () => Float64Array.from({ length: 3 }, () => random.normal()));
  const labels = rows.map((row) => Number(row[0] * row[1] + 0.5 * random.normal() > 0));
  const kernel: Kernel = { kind: "rbf", gamma: 0.3 };
  const decisions = [1e-3, 1e-5].map((tolerance) => {
    const { multipliers, intercept } = solveSvm(rows, labels, { kernel, c: 1, tolerance });
    return rows.map((row) =>
      rows.reduce((sum, other, t) => sum + multipliers[t] * kernelValue(kernel, other, row), intercept),
    );
  });
  for (const [i, decision] of decisions[0].entries()) expect(Math.abs(decision - decisions[1][i])).toBeLessThan(5e-3);
});

test("kernel rows that were dropped for room come back the same", () => {
  const rows = Array.from({ length: 5 }, (_, i) => Float64Array.of(i, 1));
  const kernel: Kernel = { kind: "rbf", gamma: 0.1 };
  const rowOf = kernelRows(kernel, rows, 10);
  for (const i of [0, 1, 2, 0, 4, 2]) {
    expect([...rowOf(i)]).toEqual(rows.map((row) => kernelValue(kernel, rows[i], row)));
  }
});
