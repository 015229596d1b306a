import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { rowsOf } from "./run-files.ts";
import { runHilum } from "./run-hilum.ts";
import { tableText, writeSmallCohort } from "./small-cohort.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const cwd = temporaryFolder();
const hilum = (...args: string[]) => runHilum([...args, "--jobs", "2"], { cwd, limitMs: 300_000 });
const rows = (file: string) => rowsOf(join(cwd, "out", file));

beforeAll(async () => {
  // Every fifth label is wrong, so that no epoch is perfect.
  const cases = writeSmallCohort(cwd, 36).map((item, n) =>
    n % 5 === 0 ? { ...item, label: item.label === 1 ? (0 as const) : (1 as const) } : item,
  );
  writeFileSync(join(cwd, "cases.csv"), tableText(cases, ","));
  writeFileSync(
    join(cwd, "study.yaml"),
    `name: published
split: { develop: [h1, h2], tests: { external: [h3] }, ratio: 0.7 }
protocol: paper
image: { crop: [16, 16, 16] }
training: { batch: 4, epochs: 4, rate: 2e-3, contrastive: none, average: 0.5, threads: 1 }
models:
  - { name: deep, kind: deep, backbone: cnn, width: 0.125 }
  - { name: joint, kind: fusion, backbone: cnn, width: 0.125, select: { count: 4 } }
`,
  );
  const { code, stderr } = await hilum("run", "study.yaml", "--out", "out");
  expect(code, stderr).toBe(0);
}, 300_000);

test("each network is trained once, and reported on the validation part and the test", () => {
  const predictions = rows("predictions.csv");
  const parts = new Map(rows("tables/cases.csv").map((row) => [row["case"], row["part"]]));
  const ofPart = (part: string) => [...parts].filter(([, own]) => own === part).map(([name]) => name);
  for (const set of ["validation", "external"]) {
    expect(predictions.filter((row) => row["set"] === set).map((row) => row["case"])).toEqual(ofPart(set));
  }
  expect(predictions).toHaveLength(ofPart("validation").length + ofPart("external").length);
  expect(rows("tables/results.csv").map(({ model, set }) => `${model} ${set}`)).toEqual([
    "deep validation",
    "deep external",
    "deep pooled",
    "joint validation",
    "joint external",
    "joint pooled",
  ]);
});

test.each(["deep", "joint"])(
  "the network of %s is that of the epoch with the largest AUC on the validation part",
  (model) => {
    const card = readFileSync(join(cwd, "out/models", model, "card.md"), "utf8");
    const chosen = /(averaged )?weights of epoch (\d), chosen by AUC (\d\.\d+)/.exec(card)!;
    const jobs = join(cwd, "out/cache/jobs");
    const network = readFileSync(join(cwd, "out/models", model, "network.onnx"));
    const job = readdirSync(jobs).find((id) => network.equals(readFileSync(join(jobs, id, "network.onnx"))))!;
    const scores = rowsOf(join(jobs, job, "curves.csv")).flatMap(({ epoch, validation, validationAveraged }) => [
      { epoch, averaged: undefined, auc: Number(validation) },
      { epoch, averaged: "averaged ", auc: Number(validationAveraged) },
    ]);
    const best = scores.reduce((found, score) => (score.auc > found.auc ? score : found));
    expect(chosen.slice(1)).toEqual([best.averaged, best.epoch, best.auc.toFixed(3)]);
    const reported = rows("tables/results.csv").find((row) => row["model"] === model && row["set"] === "validation")!;
    expect(Number(reported["auc"])).toBeCloseTo(best.auc, 12);
  },
);

test.each(["deep", "joint"])("the saved model %s is the tested one", async (model) => {
  const { code, stderr } = await hilum(
    "predict",
    `out/models/${model}`,
    "--cases",
    "out/tables/cases.csv",
    "--root",
    ".",
    "--out",
    `${model}.csv`,
  );
  expect(code, stderr).toBe(0);
  expect(readFileSync(join(cwd, `${model}.csv`), "utf8")).toBe(
    readFileSync(join(cwd, `out/tables/refitted-${model}.csv`), "utf8"),
  );
  const saved = new Map(rowsOf(join(cwd, `${model}.csv`)).map((row) => [row["case"], row["risk"]]));
  for (const row of rows("predictions.csv")) expect(saved.get(row["case"])).toBe(row[model]);
});
