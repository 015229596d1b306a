import { expect, test } from "vitest";
import { modelCard } from "./model-card.ts";
import type { ModelCardContent } from "./model-card.ts";
import { HOSTILE, smallReport } from "./test/small-report.ts";

const report = smallReport();
const [summary] = report.models;
const sets = report.metrics.models[0]?.sets ?? [];
if (!summary) throw new Error("fixture without model");

const content: ModelCardContent = {
  ...summary,
  study: `olnm ${HOSTILE}`,
  outcome: "probability of lymph node metastasis (pN+)",
  inputs: ["CT in HU with a lesion mask", "age (years)"],
  thresholdRule: "Youden on the out-of-fold scores.",
  training: [
    { centre: "h1", nPositive: 41, nNegative: 52 },
    { centre: "h|2", nPositive: 13, nNegative: 29 },
  ],
  nPatients: 131,
  performance: sets.map((metrics) => ({ how: "held-out test", metrics })),
  calibration: [
    { set: "test1", intercept: -0.123, slope: 0.876 },
    { set: "test2", intercept: null, slope: null },
  ],
  calibrationRule: "Platt scaling on the out-of-fold scores.",
  supportVectors: 77,
  limits: ["Trained on 1.25 mm slices only."],
  licence: "CC BY-NC 4.0",
  versions: [["Hilum", "1.2.3"]],
};
const card = modelCard(content);

test("says what the model is, for whom it is not, and how to use it", () => {
  for (const part of [
    "# logistic",
    "Research use only",
    "must not guide the care of a patient",
    "hilum predict MODEL IMAGE MASK",
    "CC BY-NC 4.0",
    "Hilum: 1.2.3",
  ]) {
    expect(card).toContain(part);
  }
});

test("counts the training cases by centre and label", () => {
  expect(card).toContain("135 cases of 131 patients from 2 centres");
  expect(card).toContain("| h1 | 41 | 52 | 93 |");
  expect(card).toContain(String.raw`| h\|2 | 13 | 29 | 42 |`);
  expect(card).toContain("| all | 54 | 81 | 135 |");
});

test("shows performance with intervals, and dashes where nothing is defined", () => {
  expect(card).toContain("| test1 (held-out test) | 6 / 3 | 0.889 (0.612 to 0.999) | 66.7 (20.8 to 93.8) |");
  expect(card).toContain("| test2 (held-out test) | 2 / 0 | – | – | 100.0 (34.2 to 100.0) | – |");
  expect(card).toContain("| test1 | −0.12 | 0.88 |\n| test2 | – | – |");
});

test("warns that support vectors are rows of patients, only where there are any", () => {
  const warning = "support vectors are feature rows of single patients";
  expect(card).toContain(`77 support vectors: **${warning}**`);
  expect(modelCard({ ...content, supportVectors: 0 })).not.toContain(warning);
});

test("names cannot break tables or smuggle HTML into the card", () => {
  expect(card).not.toMatch(/(?<!\\)<script/);
  for (const line of card.split("\n").filter((line) => line.startsWith("| glcm"))) {
    expect(line.match(/(?<!\\)\|/g)).toHaveLength(3);
  }
});
