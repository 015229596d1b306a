import { expect, test } from "vitest";
import type { NetworkModel } from "../../networks/network-model.ts";
import { isNetwork } from "../../study-file/model-schema.ts";
import { parseStudy } from "../../study-file/study-file.ts";
import { featuresOf, learnedCases } from "./evaluation-cases.ts";
import type { NetworkRequest } from "./network-request.ts";

/** 40 cases of 20 patients, a quarter of them positive. */
const train = Array.from({ length: 40 }, (_, i) => ({
  image: `image ${i}`,
  label: i % 8 < 2 ? (1 as const) : (0 as const),
  patient: `p${Math.floor(i / 2)}`,
  centre: "h1",
  values: [],
}));

function networkOf(model: string): NetworkModel {
  return parseStudy(`models: [${model}]\n`).models.find((item): item is NetworkModel => isNetwork(item))!;
}

function request(training: string, seed = 5): NetworkRequest {
  const model = networkOf(`{ name: d, kind: deep, training: ${training} }`);
  return { id: "", cache: "", model, seed, columns: [], clinical: [], train, test: [], keep: false };
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

test("what joins a network is learned from the cases that it learns from, and from no others", () => {
  const model = networkOf(
    "{ name: f, kind: fusion, select: { count: 1 }, clinical: [age, sex], training: { share: 0.4 } }",
  );
  const values = (i: number) => [train[i].label + (i % 3), i % 5, i % 16 === 0 ? null : 50 + i, i % 2];
  const whole: NetworkRequest = {
    ...request("{}"),
    model,
    columns: ["x", "y", "age", "sex=M"],
    clinical: ["age", "sex=M"],
    train: train.map((item, i) => ({ ...item, values: values(i) })),
  };
  const learned = new Set(learnedCases(whole).map(({ image }) => image));
  const others = whole.train.map((item) => (learned.has(item.image) ? item : { ...item, values: [99, -99, null, 7] }));
  const fitted = featuresOf(whole)!;
  expect(fitted.inputs.slice(1)).toEqual(["age", "sex=M"]);
  expect(featuresOf({ ...whole, train: others })!.toJson()).toEqual(fitted.toJson());
});
