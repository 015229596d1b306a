import { featureColumns, preset } from "@hilum/radiomics";
import { HilumError, randomStream } from "@hilum/numeric";
import { expect, test } from "vitest";
import { bundleFiles, bundleModel, parseBundle } from "./bundle.ts";
import type { Assessment, BundleModel } from "./bundle.ts";
import { featureTable } from "../tables/feature-table.ts";
import { modelPipeline } from "../model-pipeline.ts";
import { isTabular } from "../study-file/model-schema.ts";
import { parseStudy } from "../study-file/study-file.ts";
import { damageVerdict } from "../test/damage-verdict.ts";
import type { DamageVerdict } from "../test/damage-verdict.ts";
import { damagedBundleFile } from "../test/damaged-bundle.ts";

const settings = preset("pyradiomics");
const random = randomStream("bundle-damage");
const labels = Array.from({ length: 30 }, (_, i) => i % 2);
const table = featureTable(
  settings,
  labels.map((label) => featureColumns(settings).map(() => random.normal() + 0.3 * label)),
);
const models = parseStudy(`models:
  - { name: tree-svm, kind: radiomics, select: { method: tree, count: 5 }, classifier: { kind: svm } }
  - { name: logistic, kind: radiomics, select: none, classifier: { kind: logistic } }
`).models.filter(isTabular);

/** The files of a small, healthy bundle. */
function filesOf(name: string): { "model.json": string; "radiomics.json": string } {
  const model = models.find((entry) => entry.name === name)!;
  const pipeline = modelPipeline(model).fit(table, labels, { seed: 5 }).toJson();
  return bundleFiles({
    format: "hilum-model",
    version: 1,
    name,
    kind: "radiomics",
    description: "for this test",
    hilum: "0.1.0",
    study: "damage",
    radiomics: settings,
    resampleMask: false,
    threshold: 0.5,
    thresholdRule: "given",
    calibrated: true,
    training: { cases: 30, positives: 15, patients: 30, centres: { h1: { cases: 30, positives: 15 } } },
    members: [{ seed: 5, pipeline }],
  });
}

test.each(models.map(({ name }) => name))("the healthy bundle of %s is read as it was written", (name) => {
  const files = filesOf(name);
  const read = parseBundle(files["model.json"], files["radiomics.json"]);
  expect(bundleFiles(read.bundle)).toEqual(files);
  expect(read.assess(table)).toEqual(bundleModel(read.bundle).assess(table));
});

test.each(models.flatMap(({ name }) => (["model.json", "radiomics.json"] as const).map((file) => ({ name, file }))))(
  "100 damaged copies of $file of $name are refused, or their risks stay in [0, 1]",
  async ({ name, file }) => {
    const files = filesOf(name);
    const verdicts: DamageVerdict[] = [];
    for (const { name: damage, bytes } of damagedBundleFile(4, 100, files[file])) {
      const damaged = { ...files, [file]: new TextDecoder().decode(bytes) };
      verdicts.push(
        await damageVerdict(damage, "", () => {
          const model = parseBundle(damaged["model.json"], damaged["radiomics.json"]);
          for (const { risk } of assessed(model)) expect(risk).toSatisfy((x: number) => x >= 0 && x <= 1);
        }),
      );
    }
    expect(verdicts.flatMap(({ complaints }) => complaints)).toEqual([]);
    expect(verdicts.filter(({ refused }) => refused).length).toBeGreaterThan(40);
  },
  120_000,
);

/** A bundle that asks for a feature that nobody computes may say so when it is used; nothing else may go wrong then. */
function assessed(model: BundleModel): readonly Assessment[] {
  try {
    model.contributions({ ...table, rows: table.rows.slice(0, 1) });
    return model.assess(table);
  } catch (error) {
    if (error instanceof HilumError) return [];
    throw error;
  }
}
