import * as fc from "fast-check";
import { expect, test } from "vitest";
import { normalCdf, normalQuantile, normalSurvival } from "./normal-distribution.ts";

const relativeError = (got: number, expected: number) => Math.abs(got / expected - 1);

test.each([
  [1, 0.15865525393145705],
  [3, 0.0013498980316300946],
  [6, 9.86587645037698e-10],
  [10, 7.619853024160525e-24],
  [20, 2.7536241186062337e-89],
  [37, 5.725571222524577e-300],
])("beyond z = %d lies %d, in both tails (from 40 digits of mpmath)", (z, expected) => {
  // Half an ulp of z / sqrt(2) already moves exp(-z²/2) by z² · 1.1e-16.
  const tolerance = 1e-14 + 4 * z * z * Number.EPSILON;
  expect(relativeError(normalSurvival(z), expected)).toBeLessThan(tolerance);
  expect(relativeError(normalCdf(-z), expected)).toBeLessThan(tolerance);
});

test.each([
  [1e-300, -37.0470962993612],
  [1e-20, -9.262340089798407],
  [1e-9, -5.9978070150076865],
  [0.001, -3.0902323061678136],
  [0.3, -0.5244005127080408],
])("the quantile of p = %d is %d (from 40 digits of mpmath)", (p, expected) => {
  expect(relativeError(normalQuantile(p), expected)).toBeLessThan(1e-14);
});

test("the 97.5 % quantile is the 1.96 of every 95 % interval", () => {
  expect(normalQuantile(0.975)).toBeCloseTo(1.959963984540054, 14);
  expect(normalQuantile(0.5)).toBe(0);
});

test("the ends of [0, 1] are infinitely far, outside there is nothing", () => {
  expect([0, 1, -0.1, 1.1, NaN].map(normalQuantile)).toEqual([-Infinity, Infinity, NaN, NaN, NaN]);
});

test("cdf and quantile undo each other over the whole lower half", () => {
  const exponent = fc.double({ min: -300, max: Math.log10(0.5), noNaN: true });
  fc.assert(
    fc.property(exponent, (x) => {
      const p = 10 ** x;
      const z = normalQuantile(p);
      expect(relativeError(normalCdf(z), p)).toBeLessThan(1e-14 + 4 * z * z * Number.EPSILON);
    }),
  );
});

test("the distribution is symmetric: cdf(z) = survival(-z), and the quantiles mirror", () => {
  fc.assert(
    fc.property(fc.double({ min: -38, max: 38, noNaN: true }), (z) => {
      expect(normalCdf(z)).toBe(normalSurvival(-z));
    }),
  );
  expect(normalQuantile(0.75)).toBe(-normalQuantile(0.25));
});
