import { randomStream } from "@hilum/numeric";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { stratifiedFolds } from "./stratified-folds.ts";

const cohort = fc.array(
  fc.record({ label: fc.integer({ min: 0, max: 1 }), patient: fc.integer({ min: 0, max: 25 }) }),
  { minLength: 10, maxLength: 120 },
);

test("a patient is never on both sides, and no fold is empty", () => {
  fc.assert(
    fc.property(cohort, fc.integer({ min: 2, max: 5 }), (list, count) => {
      const labels = list.map((one) => one.label);
      const patients = list.map((one) => `p${one.patient}`);
      fc.pre(new Set(patients).size >= count);
      const folds = stratifiedFolds(labels, patients, count, randomStream("folds"));
      expect(new Set(folds).size).toBe(count);
      for (const patient of new Set(patients)) {
        expect(new Set(folds.filter((_, i) => patients[i] === patient)).size).toBe(1);
      }
      expect(folds).toEqual(stratifiedFolds(labels, patients, count, randomStream("folds")));
    }),
  );
});

test("without groups every fold has each class to within one row", () => {
  const labels = Array.from({ length: 53 }, (_, i) => Number(i % 4 === 0));
  const folds = stratifiedFolds(labels, undefined, 5, randomStream(1));
  for (const label of [0, 1]) {
    const sizes = [0, 1, 2, 3, 4].map((f) => folds.filter((fold, i) => fold === f && labels[i] === label).length);
    expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
  }
});

test("patients with several lesions still leave the classes nearly balanced", () => {
  const random = randomStream("patients");
  const patients = Array.from({ length: 300 }, () => `p${random.integer(150)}`);
  const labels = patients.map(() => Number(random.uniform() < 0.3));
  const folds = stratifiedFolds(labels, patients, 5, random);
  const positives = [0, 1, 2, 3, 4].map((f) => folds.filter((fold, i) => fold === f && labels[i] === 1).length);
  expect(Math.max(...positives) - Math.min(...positives)).toBeLessThanOrEqual(2);
});

test("another stream gives other folds", () => {
  const labels = Array.from({ length: 40 }, (_, i) => i % 2);
  const folds = (seed: number) => stratifiedFolds(labels, undefined, 5, randomStream(seed));
  expect(folds(1)).not.toEqual(folds(2));
});

test("more folds than patients are refused with both numbers", () => {
  expect(() => stratifiedFolds([0, 1, 1], ["a", "a", "b"], 3, randomStream(1))).toThrow(
    "3 folds were asked for and there are 2",
  );
  expect(() => stratifiedFolds([0, 1], undefined, 1, randomStream(1))).toThrow("at least 2");
});
