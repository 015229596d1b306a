import { randomStream } from "@hilum/numeric";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { selectCohort, validationPart } from "./cohort.ts";
import type { Case } from "./cohort.ts";
import { permutedLabels } from "./permuted-labels.ts";
import { planFits, refitId } from "./protocol.ts";
import { refuseRepeatedImages } from "./repeated-images.ts";
import { smallerPart } from "./split-by-ratio.ts";
import { parseStudy } from "./study-file/study-file.ts";
import { parseCsvTable } from "./tables/csv-table.ts";

/** Two hundred cases whose positives are older; three hospitals, some patients with two lesions. */
const csv = ["case,patient,centre,image,mask,label,age,sex"]
  .concat(
    Array.from({ length: 200 }, (_, i) => {
      const random = randomStream("cohort", i);
      const label = i % 4 === 0 ? 1 : 0;
      const age = (60 + 8 * label + 8 * random.normal()).toFixed(0);
      return `c${i},p${i < 20 ? i - (i % 2) : i},h${(i >> 2) % 3},i,m,${label},${i === 7 ? "" : age},${random.uniform() < 0.5 ? "F" : "M"}`;
    }),
  )
  .join("\n");
const open = (yaml: string) => {
  const study = parseStudy(`split: { develop: [h0, h1], tests: { far: [h2] }, ${yaml}`);
  return { study, ...selectCohort(parseCsvTable(csv, "cases.csv"), study) };
};
const countOf = (cases: readonly Case[], part: string, label: number) =>
  cases.filter((item) => item.part === part && item.label === label).length;

test("7:3 by class, whole patients, the same for the same seed", () => {
  const { cases } = open("ratio: 0.7 }");
  for (const label of [0, 1]) {
    const [train, validation] = [countOf(cases, "develop", label), countOf(cases, validationPart, label)];
    expect(validation / (train + validation)).toBeCloseTo(0.3, 1);
  }
  const parts = new Map<string, string>();
  for (const { patient, part } of cases) {
    expect(parts.get(patient) ?? part).toBe(part);
    parts.set(patient, part);
  }
  expect(open("ratio: 0.7 }").cases).toEqual(cases);
  expect(open("ratio: 0.7 }\nseeds: [6]").cases).not.toEqual(cases);
});

test("of patients with one case each the smaller part has exactly its share of each class", () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom<0 | 1>(0, 1), { maxLength: 60 }),
      fc.integer({ min: 1, max: 9 }),
      (labels, tenth) => {
        const chosen = smallerPart(
          labels.map((label, i) => ({ label, patient: `p${i}` })),
          tenth / 10,
          randomStream("ratio"),
        );
        for (const label of [0, 1]) {
          const all = labels.filter((own) => own === label).length;
          expect(labels.filter((own, i) => own === label && chosen[i]).length).toBe(Math.round((1 - tenth / 10) * all));
        }
      },
    ),
  );
});

test("matching leaves as many of one class as of the other, more alike than before, and counts the rest", () => {
  for (const how of ["", ", method: nearest", ", exact: [sex]", ", caliper: 0.2"]) {
    const { cases, steps, balance } = open(`match: { on: [age, sex]${how} } }`);
    const pairs = countOf(cases, "develop", 1);
    expect(pairs).toBeGreaterThan(10);
    expect(countOf(cases, "develop", 0)).toBe(pairs);
    expect(steps.at(-1)!.reason).toContain(`on age, sex; ${pairs} pairs`);
    const age = balance.find(({ variable }) => variable === "age")!;
    expect(age.before).toBeGreaterThan(0.6);
    expect(Math.abs(age.after)).toBeLessThan(age.before / 2);
  }
});

test("paper: one fit, which predicts the validation part and the tests, and is told which cases choose", () => {
  const { cases, study } = open("ratio: 0.7 }\nprotocol: paper");
  const [fit, ...others] = planFits(cases, study);
  expect(others).toEqual([]);
  expect(fit.id).toBe(refitId);
  expect(new Set(fit.test.map((i) => cases[i].part))).toEqual(new Set([validationPart, "far"]));
  expect(fit.validation!.every((i) => cases[i].part === validationPart)).toBe(true);
  expect(() => planFits(cases, { ...study, split: { ...study.split, ratio: undefined } })).toThrow(/give split.ratio/);
});

test("inner fits stay inside the training cases of their fit and predict each of them once", () => {
  const { cases, study } = open(
    "ratio: 0.7 }\nmodels:\n  - { name: a, kind: radiomics }\n  - { name: b, kind: radiomics, select: none }\n  - { name: s, kind: safe-fusion, of: [a, b] }",
  );
  const fits = planFits(cases, study);
  for (const outer of fits.filter(({ within }) => within === undefined)) {
    const inner = fits.filter(({ within }) => within === outer.id);
    expect(inner.flatMap(({ test: own }) => own).sort((a, b) => a - b)).toEqual([...outer.train].sort((a, b) => a - b));
    const inside = new Set(outer.train);
    expect(inner.every(({ train }) => train.every((i) => inside.has(i)))).toBe(true);
  }
});

test("permuted labels keep the number of positives and leave the tests alone", () => {
  const { cases } = open("ratio: 0.7 }");
  const permuted = permutedLabels(cases, 5, 1);
  expect(countOf(permuted, "develop", 1)).toBe(countOf(cases, "develop", 1));
  expect(permuted.filter(({ part }) => part !== "develop")).toEqual(cases.filter(({ part }) => part !== "develop"));
  expect(permuted).not.toEqual(cases);
});

test("a lesion under two names, or an image of two patients, is refused with both; two lesions of one patient are not", () => {
  const item = (id: string, patient: string): Case => ({
    id,
    patient,
    centre: "h",
    label: 1,
    image: "i",
    mask: "m",
    part: "develop",
  });
  const voxels = (imageHash: string, inputHash: string) => ({ imageHash, inputHash });
  refuseRepeatedImages([item("a", "p"), item("b", "p")], [voxels("x", "x1"), voxels("x", "x2")]);
  expect(() => refuseRepeatedImages([item("a", "p"), item("b", "q")], [voxels("x", "x1"), voxels("x", "x2")])).toThrow(
    /"a" and "b" have the same image, voxel/,
  );
  expect(() => refuseRepeatedImages([item("a", "p"), item("b", "p")], [voxels("x", "x1"), voxels("x", "x1")])).toThrow(
    /"a" and "b" have the same image and mask/,
  );
});
