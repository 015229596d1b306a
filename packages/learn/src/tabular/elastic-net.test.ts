import { randomStream } from "@hilum/numeric";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { elasticNet } from "./elastic-net.ts";
import { fitElasticNet, largestLambda } from "./fit-elastic-net.ts";
import { impute } from "./impute.ts";
import { pipeline } from "./pipeline.ts";
import { sigmoid } from "./sigmoid.ts";
import { standardise } from "./standardise.ts";
import { columnValues } from "./table.ts";
import { syntheticCases } from "./test/small-tables.ts";

test("every coefficient satisfies the condition of its penalty", () => {
  const problem = fc.record({
    n: fc.integer({ min: 4, max: 40 }),
    k: fc.integer({ min: 1, max: 60 }),
    seed: fc.integer({ min: 0, max: 1e6 }),
    alpha: fc.constantFrom(0.1, 0.5, 1),
    share: fc.constantFrom(0.02, 0.1, 0.5, 0.9),
  });
  fc.assert(
    fc.property(problem, ({ n, k, seed, alpha, share }) => {
      const { table, labels } = syntheticCases({ rows: n, columns: k, seed });
      const columns = table.columns.map((_, at) => columnValues(table, at));
      const lambda = share * largestLambda({ columns, labels }, alpha);
      const { intercept, coefficients } = fitElasticNet({ columns, labels }, { alpha, lambda });
      const residuals = table.rows.map(
        (row, i) => labels[i] - sigmoid(row.reduce((sum, x, j) => sum + x * coefficients[j], intercept)),
      );
      expect(Math.abs(residuals.reduce((sum, r) => sum + r, 0)) / n).toBeLessThan(1e-5);
      for (const [j, column] of columns.entries()) {
        const pull =
          column.reduce((sum, x, i) => sum + x * residuals[i], 0) / n - lambda * (1 - alpha) * coefficients[j];
        if (coefficients[j] === 0) expect(Math.abs(pull)).toBeLessThan(lambda * alpha + 1e-5);
        else expect(pull).toBeCloseTo(Math.sign(coefficients[j]) * lambda * alpha, 4);
      }
    }),
    { numRuns: 40 },
  );
});

test("above the largest lambda nothing is kept, just below it something is", () => {
  const { table, labels } = syntheticCases({ rows: 50, columns: 8 });
  const columns = table.columns.map((_, at) => columnValues(table, at));
  const largest = largestLambda({ columns, labels }, 0.5);
  const kept = (lambda: number) =>
    fitElasticNet({ columns, labels }, { alpha: 0.5, lambda }).coefficients.filter((w) => w !== 0).length;
  expect(kept(1.001 * largest)).toBe(0);
  expect(kept(0.99 * largest)).toBeGreaterThan(0);
});

test("the lambda of the inner folds keeps the two columns that matter among forty, and few others", () => {
  const random = randomStream("forty columns");
  const rows = Array.from({ length: 200 }, () => Float64Array.from({ length: 40 }, () => random.normal()));
  const labels = rows.map((row) => Number(2 * row[0] - 2 * row[1] + random.normal() > 0));
  const table = { columns: rows[0].reduce<string[]>((names, _, j) => [...names, `x${j}`], []), rows };
  const fitted = pipeline(impute(), standardise(), elasticNet()).fit(table, labels, { seed: 5 });
  expect(fitted.inputs).toContain("x0");
  expect(fitted.inputs).toContain("x1");
  expect(fitted.inputs.length).toBeLessThan(30);
});
