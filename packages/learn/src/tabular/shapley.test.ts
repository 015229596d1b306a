import { randomStream } from "@hilum/numeric";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { shapleyValues } from "./shapley.ts";

const random = randomStream("shapley test");
const curved = (row: Float64Array) =>
  Math.exp(-row.reduce((sum, x, j) => sum + (j + 1) * x * x, 0) / 20) + row[0] * row[1];

test("two features worked by hand: an interaction is shared equally", () => {
  const values = shapleyValues(
    (row) => 2 * row[0] + row[0] * row[1],
    Float64Array.of(3, 4),
    Float64Array.of(0, 0),
    random,
  );
  expect([...values]).toEqual([expect.closeTo(12, 12), expect.closeTo(6, 12)]);
});

test("they sum to the difference from the reference, with few features and with many", () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 20 }), fc.integer(), (k, seed) => {
      const draw = randomStream(seed);
      const row = Float64Array.from({ length: k }, () => draw.normal());
      const reference = Float64Array.from({ length: k }, () => draw.normal());
      const values = shapleyValues(curved, row, reference, draw);
      expect(values.reduce((sum, v) => sum + v, 0)).toBeCloseTo(curved(row) - curved(reference), 10);
    }),
    { numRuns: 20 },
  );
});

test("a feature that the model ignores, or that equals the reference, gets nothing", () => {
  const row = Float64Array.of(1, 2, 3, 0.5);
  const values = shapleyValues((x) => x[0] * x[1] + x[3] ** 2, row, Float64Array.of(0, 0, 0, 0.5), random);
  expect([values[2], values[3]]).toEqual([0, 0]);
});

test("a linear model gives weight x difference, also by sampling", () => {
  const row = Float64Array.from({ length: 15 }, (_, j) => j - 4);
  const values = shapleyValues((x) => x.reduce((sum, v, j) => sum + j * v, 1), row, new Float64Array(15), random);
  for (const [j, value] of values.entries()) expect(value).toBeCloseTo(j * row[j], 9);
});

test("sampling comes close to the exact values", () => {
  const draw = randomStream("close");
  const row = Float64Array.from({ length: 12 }, () => draw.normal());
  const exact = shapleyValues(curved, row, new Float64Array(12), draw);
  // A thirteenth feature without effect leads the same question through the sampler.
  const padded = Float64Array.from({ length: 13 }, (_, j) => row[j] ?? 0);
  const sampled = shapleyValues((x) => curved(x.subarray(0, 12)), padded, new Float64Array(13), draw);
  for (const [j, value] of exact.entries()) expect(Math.abs(sampled[j] - value)).toBeLessThan(0.02);
});
