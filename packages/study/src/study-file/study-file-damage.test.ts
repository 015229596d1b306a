import { expect, test } from "vitest";
import { parseStudy } from "./study-file.ts";
import { damageVerdict } from "../test/damage-verdict.ts";
import type { DamageVerdict } from "../test/damage-verdict.ts";
import { damagedStudyFile } from "../test/damaged-study-file.ts";

const healthy = `name: olnm
cases: cases.csv
root: images
columns: { case: id, centre: site }
label: { positive: pN+, negative: pN- }
eligibility: ["age <= 70"]
split: { develop: [h1, h2], tests: { external: [h3] } }
seeds: [5, 6]
folds: 5
radiomics: { preset: pyradiomics, binWidth: 25 }
models:
  - { name: tree-svm, kind: radiomics, select: { method: tree, count: 10 }, classifier: { kind: svm, kernel: rbf } }
  - { name: "logistic-{c}", kind: radiomics, select: none, classifier: { kind: logistic, c: [1, 10] } }
`;

test("the healthy file is a study", () => expect(parseStudy(healthy).models).toHaveLength(3));

test("200 damaged study files are studies or refused as such, never slowly", async () => {
  const verdicts: DamageVerdict[] = [];
  for (const { name, bytes } of damagedStudyFile(3, 200, healthy)) {
    const text = new TextDecoder().decode(bytes);
    verdicts.push(
      await damageVerdict(name, "study.yaml", () => {
        const { models } = parseStudy(text, "study.yaml");
        expect(models.length).toBeGreaterThan(0);
        for (const model of models) expect(model.name).toMatch(/^[A-Za-z0-9][\w.+-]*$/);
      }),
    );
  }
  expect(verdicts.flatMap(({ complaints }) => complaints)).toEqual([]);
  expect(verdicts.filter(({ refused }) => refused).length).toBeGreaterThan(100);
  expect(Object.hasOwn(Object.prototype, "folds")).toBe(false);
}, 120_000);
