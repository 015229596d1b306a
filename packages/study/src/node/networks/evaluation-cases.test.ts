import { expect, test } from "vitest";
import type { NetworkModel } from "../../networks/network-model.ts";
import { isNetwork } from "../../study-file/model-schema.ts";
import { parseStudy } from "../../study-file/study-file.ts";
import { learnedCases } from "./evaluation-cases.ts";
import type { NetworkRequest } from "./network-request.ts";

/** 40 cases of 20 patients, a quarter of them positive. */
const train = Array.from({ length: 40 }, (_, i) => ({
  image: `image ${i}`,
  label: i % 8 < 2 ? (1 as const) : (0 as const),
  patient: `p${Math.floor(i / 2)}`,
  centre: "h1",
  values: [],
}));

function request(training: string, seed = 5): NetworkRequest {
  const model = parseStudy(`models: [{ name: d, kind: deep, training: ${training} }]\n`).models.find(
    (item): item is NetworkModel => isNetwork(item),
  )!;
  return { id: "", cache: "", model, seed, columns: [], train, test: [], keep: false };
}

test("a share of the training cases is whole patients, class by class, and another with another seed", () => {
  const learned = learnedCases(request("{ share: 0.4 }"));
  expect(learned.length).toBe(16);
  expect(learned.filter(({ label }) => label === 1).length).toBe(4);
  const patients = new Set(learned.map(({ patient }) => patient));
  expect(train.filter(({ patient }) => patients.has(patient))).toEqual(learned);
  expect(learnedCases(request("{ share: 0.4 }"))).toEqual(learned);
  expect(learnedCases(request("{ share: 0.4 }", 6))).not.toEqual(learned);
});

test("without a share, all are learned from", () => {
  expect(learnedCases(request("{}"))).toEqual(train);
  expect(learnedCases(request("{ share: 1 }"))).toEqual(train);
});
