import * as fc from "fast-check";
import { expect, test } from "vitest";
import { auc } from "./auc.ts";
import { aucOfEveryPair, tiedCases } from "./test/cases.ts";

test("one tie between the classes costs half a pair", () => {
  // Pairs (0.8, 0.5), (0.8, 0.3), (0.5, 0.3) are won, (0.5, 0.5) is tied: 3.5 of 4.
  expect(auc([1, 1, 0, 0], [0.8, 0.5, 0.5, 0.3])).toBe(3.5 / 4);
});

test("a perfect score has area 1, a constant one exactly one half", () => {
  expect(auc([0, 0, 1, 1], [1, 2, 3, 4])).toBe(1);
  expect(auc([0, 1, 0, 1, 1], [7, 7, 7, 7, 7])).toBe(0.5);
});

test("infinite scores rank above and below all others, and tie with each other", () => {
  expect(auc([1, 0, 1, 0], [Infinity, 5, -Infinity, -Infinity])).toBe(2.5 / 4);
  expect(auc([1, 0], [0, -0])).toBe(0.5);
});

test("agrees with comparing every pair", () => {
  fc.assert(
    fc.property(tiedCases, ({ labels, scores }) => {
      expect(auc(labels, scores)).toBe(aucOfEveryPair(labels, scores));
    }),
  );
});

test("flipping the labels, or the sign of the scores, mirrors the area", () => {
  fc.assert(
    fc.property(tiedCases, ({ labels, scores }) => {
      const mirrored = 1 - auc(labels, scores);
      expect(
        auc(
          labels.map((label) => 1 - label),
          scores,
        ),
      ).toBeCloseTo(mirrored, 14);
      expect(
        auc(
          labels,
          scores.map((score) => -score),
        ),
      ).toBeCloseTo(mirrored, 14);
    }),
  );
});

test("a monotone change of scale leaves the area as it is", () => {
  fc.assert(
    fc.property(tiedCases, ({ labels, scores }) => {
      expect(
        auc(
          labels,
          scores.map((score) => Math.exp(3 * score) - 9),
        ),
      ).toBe(auc(labels, scores));
    }),
  );
});

test.each([
  ["one-class", [1, 1], [0.1, 0.2]],
  ["empty", [], []],
  ["length-mismatch", [1, 0], [0.1]],
  ["not-finite", [1, 0], [0.1, NaN]],
  ["not-binary", [1, 2], [0.1, 0.2]],
])("an area that is not defined is an error (%s)", (code, labels, scores) => {
  expect(() => auc(labels, scores)).toThrow(expect.objectContaining({ name: "StatsError", code }));
});
