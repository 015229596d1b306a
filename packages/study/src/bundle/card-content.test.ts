import { imageSettings } from "@hilum/learn";
import { preset } from "@hilum/radiomics";
import { randomStream } from "@hilum/numeric";
import { expect, test } from "vitest";
import { fusionFeatures } from "../networks/fusion-features.ts";
import { networkCardContent } from "./card-content.ts";
import { savedNetworks } from "./network-bundle.ts";

test("the card of a fusion names its clinical variables, those that were left out, and ranks its features alone", () => {
  const random = randomStream("card");
  const labels = Array.from({ length: 30 }, (_, i) => i % 2);
  const rows = labels.map((label, i) => [random.normal() + label, random.normal(), i % 7, i % 3 === 0 ? NaN : 1, 90]);
  const columns = ["f", "g", "age", "stage=II", "kps"];
  const groups = labels.map((_, i) => `p${i}`);
  const clinical = columns.slice(2);
  const fitted = fusionFeatures({ count: 2, trees: 1 }, { columns, rows }, labels, { seed: 5, groups, clinical });
  const saved = savedNetworks(
    {
      format: "hilum-model",
      version: 1,
      name: "joint",
      kind: "fusion",
      description: "small 3-D network",
      hilum: "0.1.0",
      study: "s",
      radiomics: preset("pyradiomics"),
      clinical: {
        variables: [
          { column: "age", kind: "number" },
          { column: "stage", kind: "category", words: ["I", "II"] },
          { column: "kps", kind: "number" },
        ],
        missing: [],
      },
      resampleMask: false,
      threshold: 0.4,
      thresholdRule: "Youden",
      calibrated: false,
      training: { cases: 30, positives: 15, patients: 30, centres: { A: { cases: 30, positives: 15 } } },
      image: imageSettings({ crop: [32, 32, 24] }),
      threads: 2,
      members: [],
    },
    [fitted],
  );
  const metrics = { models: [], delong: [], thresholdRule: "Youden" };
  const card = networkCardContent(saved, { metrics, predictions: { models: [], rows: [] }, date: "2026-01-01" });
  expect(card.inputs.slice(2)).toEqual([
    expect.stringMatching(/^2 radiomics features of the preset pyradiomics/),
    "Clinical variables: age; left out, as over 20 % of the training cases lack them or all have the same value: stage, kps",
  ]);
  expect(card.features.map(({ name }) => name).toSorted()).toEqual(["f", "g"]);
  expect(card.limits.at(-1)).toContain("takes the training median");
});
