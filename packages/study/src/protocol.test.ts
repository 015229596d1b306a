import { expect, test } from "vitest";
import type { Case } from "./cohort.ts";
import { crossValidationSet, planFits, refitId, unfittable } from "./protocol.ts";
import { parseStudy } from "./study-file/study-file.ts";

/** Sixty cases of forty patients in three centres, some patients with several lesions. */
const cases: Case[] = Array.from({ length: 60 }, (_, i) => ({
  id: `c${i}`,
  patient: `p${i % 40}`,
  centre: `h${((i % 40) % 3) + 1}`,
  label: i % 3 === 0 ? 1 : 0,
  image: "i",
  mask: "m",
  part: (i % 40) % 3 === 2 ? "far" : "develop",
}));
const study = parseStudy("split: { develop: [h1, h2], tests: { far: [h3] } }\nleaveOut: centre\n");

test("no patient stands on both sides of a fit, and no test case is ever learnt from", () => {
  for (const fit of planFits(cases, study)) {
    const learnt = new Set(fit.train.map((i) => cases[i].patient));
    expect(fit.test.filter((i) => learnt.has(cases[i].patient))).toEqual([]);
    expect(fit.train.every((i) => cases[i].part === "develop")).toBe(true);
  }
});

test("every developing case is predicted once by the folds, every test case once by the refit", () => {
  const fits = planFits(cases, study);
  const predicted = fits.filter((fit) => fit.set === crossValidationSet).flatMap((fit) => fit.test);
  const develop = cases.flatMap((item, i) => (item.part === "develop" ? [i] : []));
  expect(predicted.toSorted((a, b) => a - b)).toEqual(develop);
  const refit = fits.find((fit) => fit.id === refitId)!;
  expect(refit.train).toEqual(develop);
  expect(refit.test.map((i) => cases[i].part)).toEqual(Array(cases.length - develop.length).fill("far"));
});

test("a left-out centre takes its patients along", () => {
  const fit = planFits(cases, study).find(({ id }) => id === "leave-out-h1")!;
  expect(new Set(fit.test.map((i) => cases[i].centre))).toEqual(new Set(["h1"]));
  expect(fit.train.every((i) => cases[i].centre === "h2")).toBe(true);
});

test("a fit without two cases of each class says so", () => {
  const fit = { id: "leave-out-h1", set: "leave-out-h1", fold: "", train: [0, 1, 2, 4], test: [5] };
  expect(unfittable(fit, cases)).toBe(
    "leave-out-h1: 1 positive and 3 negative cases to learn from; at least 2 of each are needed",
  );
});
