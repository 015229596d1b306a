import * as fc from "fast-check";
import { expect, test } from "vitest";
import { confusion, rates } from "./confusion.ts";
import { tiedCases } from "./test/cases.ts";

test("a case on the threshold is called positive", () => {
  expect(confusion([1, 1, 0, 0], [0.5, 0.4, 0.5, 0.1], 0.5)).toEqual({ tp: 1, fp: 1, tn: 1, fn: 1 });
});

test("an infinite threshold calls nobody, a minus infinite one everybody positive", () => {
  expect(confusion([1, 0], [Infinity, -Infinity], Infinity)).toEqual({ tp: 0, fp: 0, tn: 1, fn: 1 });
  expect(confusion([1, 0], [Infinity, -Infinity], -Infinity)).toEqual({ tp: 1, fp: 1, tn: 0, fn: 0 });
});

test("rates of 3 + 1 right and 2 + 4 wrong decisions", () => {
  const { accuracy, sensitivity, specificity, ppv, npv, f1, balancedAccuracy, mcc } = rates({
    tp: 3,
    fp: 2,
    tn: 1,
    fn: 4,
  });
  expect([accuracy, sensitivity, specificity, ppv, npv]).toEqual([0.4, 3 / 7, 1 / 3, 0.6, 0.2]);
  expect(f1).toBe(0.5);
  expect(balancedAccuracy).toBeCloseTo(8 / 21, 15);
  expect(mcc).toBeCloseTo((3 - 8) / Math.sqrt(5 * 7 * 3 * 5), 15);
});

test("0/0 is not defined, and not 0", () => {
  expect(rates({ tp: 0, fp: 0, tn: 0, fn: 0 })).toEqual({
    accuracy: null,
    sensitivity: null,
    specificity: null,
    ppv: null,
    npv: null,
    f1: null,
    balancedAccuracy: null,
    mcc: null,
  });
  expect(rates({ tp: 0, fp: 0, tn: 4, fn: 0 })).toMatchObject({
    accuracy: 1,
    sensitivity: null,
    specificity: 1,
    ppv: null,
    npv: 1,
  });
});

test("every case is counted once, and flipping labels exchanges right and wrong", () => {
  fc.assert(
    fc.property(tiedCases, fc.constantFrom(-2, -0.5, 0, 0.25, 2), ({ labels, scores }, threshold) => {
      const { tp, fp, tn, fn } = confusion(labels, scores, threshold);
      expect(tp + fp + tn + fn).toBe(labels.length);
      expect(tp + fn).toBe(labels.filter((label) => label === 1).length);
      expect(
        confusion(
          labels.map((label) => 1 - label),
          scores,
          threshold,
        ),
      ).toEqual({ tp: fp, fp: tp, tn: fn, fn: tn });
    }),
  );
});

test("a threshold that is not a number is an error", () => {
  expect(() => confusion([1, 0], [1, 0], NaN)).toThrow(expect.objectContaining({ code: "not-finite" }));
  expect(() => confusion([1, 0], [1, NaN], 0)).toThrow(expect.objectContaining({ code: "not-finite" }));
});
