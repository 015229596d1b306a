import * as fc from "fast-check";
import { expect, test } from "vitest";
import { fitPlatt } from "./fit-platt.ts";
import { sigmoid } from "./sigmoid.ts";

const scored = fc.array(
  fc.record({ label: fc.integer({ min: 0, max: 1 }), score: fc.double({ min: -5, max: 5, noNaN: true }) }),
  { minLength: 2, maxLength: 60 },
);

test("the mean probability is the mean of Platt's smoothed targets, and no nearby sigmoid fits better", () => {
  fc.assert(
    fc.property(scored, (list) => {
      const labels = list.map((one) => one.label);
      const scores = list.map((one) => one.score);
      const { a, b } = fitPlatt(labels, scores);
      const n = labels.length;
      const positives = labels.filter((label) => label === 1).length;
      const targets = labels.map((label) =>
        label === 1 ? (positives + 1) / (positives + 2) : 1 / (n - positives + 2),
      );
      const p = scores.map((score) => sigmoid(-(a * score + b)));
      expect(p.reduce((sum, v, i) => sum + v - targets[i], 0)).toBeCloseTo(0, 5);
      const loss = (a: number, b: number) =>
        scores.reduce((sum, score, i) => {
          const q = sigmoid(-(a * score + b));
          return sum - targets[i] * Math.log(q) - (1 - targets[i]) * Math.log(1 - q);
        }, 0);
      const [da, db] = [0.01, 0.01];
      for (const [x, y] of [
        [da, 0],
        [-da, 0],
        [0, db],
        [0, -db],
      ]) {
        expect(loss(a + x, b + y)).toBeGreaterThanOrEqual(loss(a, b) - 1e-7);
      }
    }),
  );
});

test("scores that point the wrong way cannot turn the order round when a limit is set", () => {
  const labels = [1, 1, 1, 0, 0, 0];
  const scores = [-2, -1, -1.5, 1, 2, 1.5];
  expect(fitPlatt(labels, scores).a).toBeGreaterThan(0);
  const { a, b } = fitPlatt(labels, scores, { largestA: -1e-3 });
  expect(a).toBe(-1e-3);
  expect(sigmoid(-b)).toBeCloseTo(0.5, 3);
});

test("equal scores give the smoothed prevalence, not a crash", () => {
  const { a, b } = fitPlatt([1, 0, 0, 0], [2, 2, 2, 2]);
  // Mean of the targets 2/3, 1/5, 1/5, 1/5.
  expect(sigmoid(-(2 * a + b))).toBeCloseTo((2 / 3 + 3 / 5) / 4, 6);
});
