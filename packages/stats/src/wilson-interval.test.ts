import * as fc from "fast-check";
import { expect, test } from "vitest";
import { wilsonInterval } from "./wilson-interval.ts";

test("0 of 20 starts at 0 and ends at z² / (n + z²)", () => {
  const z2 = 1.959963984540054 ** 2;
  const { lower, upper } = wilsonInterval(0, 20);
  expect(lower).toBe(0);
  expect(upper).toBeCloseTo(z2 / (20 + z2), 14);
});

test("holds the proportion, stays in [0, 1], and mirrors with success and failure", () => {
  const counts = fc
    .integer({ min: 1, max: 2000 })
    .chain((n) => fc.tuple(fc.integer({ min: 0, max: n }), fc.constant(n)));
  fc.assert(
    fc.property(counts, ([successes, n]) => {
      const { value, lower, upper } = wilsonInterval(successes, n);
      expect(lower).toBeGreaterThanOrEqual(0);
      expect(lower).toBeLessThanOrEqual(value);
      expect(upper).toBeGreaterThanOrEqual(value);
      expect(upper).toBeLessThanOrEqual(1);
      expect(wilsonInterval(n - successes, n).lower).toBeCloseTo(1 - upper, 12);
    }),
  );
});

test("its ends are where the score test gives p = 1 - level", () => {
  const { lower, upper, value } = wilsonInterval(7, 30);
  for (const p of [lower, upper]) {
    expect(Math.abs(value - p) / Math.sqrt((p * (1 - p)) / 30)).toBeCloseTo(1.959963984540054, 10);
  }
});

test("counts must be whole and possible", () => {
  expect(() => wilsonInterval(0, 0)).toThrow(expect.objectContaining({ code: "empty" }));
  for (const [successes, n] of [
    [3, 2],
    [-1, 2],
    [0.5, 2],
    [1, 2.5],
    [NaN, 3],
  ]) {
    expect(() => wilsonInterval(successes, n)).toThrow(expect.objectContaining({ code: "out-of-range" }));
  }
});
