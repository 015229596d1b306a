import { preset } from "@hilum/radiomics";
import { randomStream } from "@hilum/numeric";
import { expect, test } from "vitest";
import { bundleFiles, bundleModel, parseBundle } from "./bundle.ts";
import type { ModelBundle } from "./bundle.ts";
import { modelPipeline } from "../model-pipeline.ts";

const columns = ["x", "y", "noise"];
const random = randomStream("bundle-test");
const rows = Array.from({ length: 60 }, (_, i) =>
  Float64Array.of(random.normal() + (i % 2), random.normal(), random.normal()),
);
const labels = rows.map((_, i) => i % 2);
const pipeline = (seed: number) =>
  modelPipeline({
    name: "m",
    kind: "radiomics",
    select: { method: "tree", count: 2, trees: 1 },
    classifier: { kind: "svm", kernel: "rbf", c: 1, gamma: "scale" },
  })
    .fit({ columns, rows }, labels, { seed })
    .toJson();

const bundle: ModelBundle = {
  format: "hilum-model",
  version: 1,
  name: "m",
  kind: "radiomics",
  description: "a test",
  hilum: "0.1.0",
  study: "test",
  radiomics: preset("pyradiomics"),
  resampleMask: false,
  threshold: 0.5,
  thresholdRule: "given",
  calibrated: true,
  training: { cases: 60, positives: 30, patients: 60, centres: { h1: { cases: 60, positives: 30 } } },
  members: [5, 6].map((seed) => ({ seed, pipeline: pipeline(seed) })),
};

test("a bundle read from its files gives the same risks to the last bit", () => {
  const files = bundleFiles(bundle);
  const read = parseBundle(files["model.json"], files["radiomics.json"]);
  expect(read.assess({ columns, rows })).toEqual(bundleModel(bundle).assess({ columns, rows }));
  expect(bundleFiles(read.bundle)).toEqual(files);
});

test("the risk of several seeds is their mean, and the decision follows the threshold", () => {
  const both = bundleModel(bundle).assess({ columns, rows });
  const single = bundle.members.map((member) =>
    bundleModel({ ...bundle, members: [member] }).assess({ columns, rows }),
  );
  both.forEach(({ risk, decision }, i) => {
    expect(risk).toBeCloseTo((single[0][i].risk + single[1][i].risk) / 2, 12);
    expect(decision).toBe(risk >= 0.5 ? 1 : 0);
  });
});

test("a missing feature is replaced and named", () => {
  const model = bundleModel({ ...bundle, members: bundle.members.slice(0, 1) });
  const [name] = model.inputs;
  const row = Float64Array.from(columns, (column) => (column === name ? NaN : 0));
  const [assessment] = model.assess({ columns, rows: [row] });
  expect(assessment.imputed).toEqual([name]);
  expect(assessment.risk).toBeGreaterThanOrEqual(0);
  expect(assessment.risk).toBeLessThanOrEqual(1);
});

test.each([
  ["{", "{}", /model.json: not readable JSON/],
  ["{}", "{}", /model.json: format/],
])("a damaged bundle is refused: %s", (model, radiomics, message) => {
  expect(() => parseBundle(model, radiomics)).toThrow(message);
});

test("an unknown setting or a pipeline of another shape is refused", () => {
  const files = bundleFiles(bundle);
  const model = files["model.json"].replace('"binWidth": 25', '"binWidth": -1');
  expect(() => parseBundle(model, files["radiomics.json"])).toThrow(/model "m" is not usable: .*binWidth/);
  const numbers = files["radiomics.json"].replace('"hilum-tabular-pipeline"', '"something-else"');
  expect(() => parseBundle(files["model.json"], numbers)).toThrow(/not usable/);
});
