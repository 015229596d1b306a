import * as fc from "fast-check";
import { expect, test } from "vitest";
import { standardise } from "./standardise.ts";
import { applyTransform } from "./step.ts";
import { training } from "./test/small-tables.ts";

test("training columns get mean 0 and standard deviation 1 (with n)", () => {
  const value = fc.double({ min: -1e6, max: 1e6, noNaN: true });
  fc.assert(
    fc.property(fc.array(value, { minLength: 3, maxLength: 40 }), (values) => {
      fc.pre(Math.max(...values) - Math.min(...values) > 1e-3);
      const rows = values.map((v) => [v]);
      const one = training(
        rows,
        rows.map((_, i) => i % 2),
      );
      const z = applyTransform(standardise().fit(one), one.table).rows.map((row) => row[0]);
      // A spread of 1e-3 at a level of 1e6 leaves about seven digits.
      expect(z.reduce((sum, v) => sum + v, 0) / z.length).toBeCloseTo(0, 5);
      expect(z.reduce((sum, v) => sum + v * v, 0) / z.length).toBeCloseTo(1, 5);
    }),
  );
});

test("a constant column becomes 0 for every case, even where rounding moves its mean", () => {
  const rows = Array.from({ length: 30 }, (_, i) => [0.1, i]);
  const fitted = standardise().fit(
    training(
      rows,
      rows.map((_, i) => i % 2),
    ),
  );
  expect(fitted.state.sd[0]).toBe(0);
  expect(fitted.value(0, 12345)).toBe(0);
  expect(fitted.value(1, 14.5)).toBeCloseTo(0, 12);
});

test("gaps and overflowing columns are refused by name", () => {
  expect(() => standardise().fit(training([[1], [Number.NaN]], [0, 1]))).toThrow('Row 2 has no value for "x0"');
  expect(() => standardise().fit(training([[1e300], [-1e300]], [0, 1]))).toThrow('"x0" is too large');
});
