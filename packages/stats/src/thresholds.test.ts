import * as fc from "fast-check";
import { expect, test } from "vitest";
import { auc } from "./auc.ts";
import { confusion, rates } from "./confusion.ts";
import { rocCurve } from "./roc-curve.ts";
import { tiedCases } from "./test/cases.ts";
import {
  thresholdForNpv,
  thresholdForSensitivity,
  thresholdForSpecificity,
  youden,
  youdenThreshold,
} from "./thresholds.ts";

// Thresholds 0.9 0.8 0.6 0.4 0.2: sensitivity 1/3 1/3 2/3 1 1, specificity 1 1/2 1/2 1/2 0.
const labels = [1, 0, 1, 1, 0];
const scores = [0.9, 0.8, 0.6, 0.4, 0.2];

test("the curve of five cases, from nobody to everybody positive", () => {
  expect(rocCurve(labels, scores)).toEqual([
    { threshold: Infinity, sensitivity: 0, specificity: 1 },
    { threshold: 0.9, sensitivity: 1 / 3, specificity: 1 },
    { threshold: 0.8, sensitivity: 1 / 3, specificity: 0.5 },
    { threshold: 0.6, sensitivity: 2 / 3, specificity: 0.5 },
    { threshold: 0.4, sensitivity: 1, specificity: 0.5 },
    { threshold: 0.2, sensitivity: 1, specificity: 0 },
  ]);
});

test("equal scores make one point, and the curve encloses the area", () => {
  fc.assert(
    fc.property(tiedCases, ({ labels, scores }) => {
      const points = rocCurve(labels, scores);
      expect(points.length).toBe(new Set(scores).size + 1);
      let area = 0;
      for (let i = 1; i < points.length; i++) {
        area +=
          ((points[i - 1].specificity - points[i].specificity) * (points[i - 1].sensitivity + points[i].sensitivity)) /
          2;
      }
      expect(area).toBeCloseTo(auc(labels, scores), 12);
    }),
  );
});

test("each point of the curve is what its threshold does to the cases", () => {
  fc.assert(
    fc.property(tiedCases, ({ labels, scores }) => {
      for (const { threshold, sensitivity, specificity } of rocCurve(labels, scores)) {
        expect(rates(confusion(labels, scores, threshold))).toMatchObject({ sensitivity, specificity });
      }
    }),
  );
});

test("Youden's best point; of several the lowest threshold is chosen", () => {
  expect(youden(labels, scores)).toEqual({
    youden: 0.5,
    points: [{ threshold: 0.4, sensitivity: 1, specificity: 0.5 }],
  });
  // 1/2 + 1 - 1 at 0.9 and 1 + 1/2 - 1 at 0.5 are equal.
  const two = youden([1, 0, 1, 0], [0.9, 0.7, 0.5, 0.3]);
  expect(two.points.map(({ threshold }) => threshold)).toEqual([0.9, 0.5]);
  expect(youdenThreshold([1, 0, 1, 0], [0.9, 0.7, 0.5, 0.3])).toBe(0.5);
});

test("a score that ranks backwards has index 0 and still a finite threshold", () => {
  const { youden: index, points } = youden([1, 1, 0, 0], [1, 2, 3, 4]);
  expect(index).toBe(0);
  expect(points.map(({ threshold }) => threshold)).toEqual([Infinity, 1]);
  expect(youdenThreshold([1, 1, 0, 0], [1, 2, 3, 4])).toBe(1);
});

test("every point whose index equals the best is found, whatever rounding does to its decimals", () => {
  fc.assert(
    fc.property(tiedCases, ({ labels, scores }) => {
      const best = youden(labels, scores);
      const reaching = rocCurve(labels, scores).filter(
        (p) => Math.abs(p.sensitivity + p.specificity - 1 - best.youden) < 1e-9,
      );
      expect(best.points).toEqual(reaching);
    }),
  );
});

test("a wanted sensitivity or specificity costs as little of the other as possible", () => {
  expect(thresholdForSensitivity(labels, scores, 0.5)).toEqual({ threshold: 0.4, sensitivity: 1, specificity: 0.5 });
  expect(thresholdForSpecificity(labels, scores, 0.6)).toEqual({ threshold: 0.9, sensitivity: 1 / 3, specificity: 1 });
  expect(thresholdForSpecificity([1, 0], [1, 2], 1)).toEqual({ threshold: Infinity, sensitivity: 0, specificity: 1 });
  expect(thresholdForSensitivity([1, 0], [1, 2], 0)).toEqual({ threshold: Infinity, sensitivity: 0, specificity: 1 });
});

test("no other point of the curve beats the chosen one", () => {
  fc.assert(
    fc.property(tiedCases, fc.double({ min: 0, max: 1, noNaN: true }), ({ labels, scores }, target) => {
      const sensitive = thresholdForSensitivity(labels, scores, target);
      const specific = thresholdForSpecificity(labels, scores, target);
      expect(sensitive.sensitivity).toBeGreaterThanOrEqual(target);
      expect(specific.specificity).toBeGreaterThanOrEqual(target);
      for (const point of rocCurve(labels, scores)) {
        if (point.sensitivity >= target) expect(point.specificity).toBeLessThanOrEqual(sensitive.specificity);
        if (point.specificity >= target) expect(point.sensitivity).toBeLessThanOrEqual(specific.sensitivity);
      }
    }),
  );
});

test("a wanted negative predictive value rules out as many as it can", () => {
  // Below 0.9: 1 negative of 2; below 0.4: 1 of 1.
  expect(thresholdForNpv(labels, scores, 1)).toEqual({ threshold: 0.4, sensitivity: 1, specificity: 0.5, npv: 1 });
  expect(thresholdForNpv(labels, scores, 0.5)).toMatchObject({ threshold: 0.9, npv: 0.5 });
  // 2 of 5 are negative: with a target of 0.4 everybody may be ruled out.
  expect(thresholdForNpv(labels, scores, 0.4)).toMatchObject({ threshold: Infinity, npv: 0.4 });
});

test("a predictive value out of reach is an error that names the best", () => {
  expect(() => thresholdForNpv([1, 0, 1], [1, 2, 3], 0.9)).toThrow(/0\.5000/);
  expect(() => thresholdForNpv([1, 0, 1], [1, 2, 3], 0.9)).toThrow(expect.objectContaining({ code: "unreachable" }));
});

test("targets are proportions, and thresholds need finite scores", () => {
  for (const choose of [thresholdForSensitivity, thresholdForSpecificity, thresholdForNpv]) {
    expect(() => choose(labels, scores, 95)).toThrow(expect.objectContaining({ code: "out-of-range" }));
    expect(() => choose([1, 0], [Infinity, 0], 0.5)).toThrow(expect.objectContaining({ code: "not-finite" }));
  }
});
