import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { filesBelow, rowsOf } from "./run-files.ts";
import { runHilum } from "./run-hilum.ts";
import { onePaperFit, writeSmallCohort } from "./small-cohort.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const cwd = temporaryFolder();
const out = join(cwd, "out");

// The published protocol has one fit of each model, so that a network is trained three times.
beforeAll(async () => {
  writeSmallCohort(cwd, 24);
  writeFileSync(
    join(cwd, "study.yaml"),
    `${onePaperFit}training: { batch: 4, epochs: 1, rate: 1e-3, contrastive: none, average: none, threads: 1 }
controls: { shuffledVoxels: true, permutedLabels: 2 }
models:
  - { name: table, kind: radiomics, select: { method: tree, count: 4 } }
  - { name: deep, kind: deep, backbone: cnn, width: 0.125 }
  - { name: mean, kind: late-fusion, of: [table, deep] }
`,
  );
  const { code, stderr } = await runHilum(["run", "study.yaml", "--out", out, "--jobs", "2"], {
    cwd,
    limitMs: 600_000,
  });
  expect(code, stderr).toBe(0);
  expect(stderr).toContain("permuted labels 2 of 2, networks: 1 of 1");
}, 600_000);

test("controls.csv has every repetition of permuted labels for all models, and of shuffled voxels for those of tables", () => {
  const controls = rowsOf(join(out, "tables/controls.csv"));
  const sets = ["validation", "external"];
  const permuted = [1, 2].flatMap((repetition) =>
    ["table", "deep", "mean"].flatMap((model) => sets.map((set) => `permuted labels ${repetition} ${model} ${set}`)),
  );
  expect(controls.map(({ control, repetition, model, set }) => `${control} ${repetition} ${model} ${set}`)).toEqual([
    ...permuted,
    ...sets.map((set) => `shuffled voxels 1 table ${set}`),
  ]);
  for (const { auc } of controls) {
    expect(Number(auc)).toBeGreaterThanOrEqual(0);
    expect(Number(auc)).toBeLessThanOrEqual(1);
  }
  const report = readFileSync(join(out, "report.html"), "utf8");
  expect(report).toContain("Negative controls");
});

test("the controls stand apart: no file of the run but the table, the report and the record tells of them", () => {
  const told = filesBelow(out)
    .filter((file) => !file.startsWith("cache/"))
    .filter((file) => /permuted|shuffled/i.test(readFileSync(join(out, file), "utf8")));
  expect(told).toEqual(["report.html", "run.json", "tables/controls.csv"]);
});
