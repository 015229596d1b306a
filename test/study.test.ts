import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Metrics } from "@hilum/study";
import type { LesionPrediction } from "@hilum/study/node";
import { readNifti, writeNifti } from "@hilum/volume/nifti";
import { dilate } from "@hilum/volume";
import { beforeAll, describe, expect, test } from "vitest";
import { expectPlainMessage } from "./plain-message.ts";
import { filesBelow } from "./run-files.ts";
import { runHilum } from "./run-hilum.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const cwd = temporaryFolder();
const read = (path: string) => readFileSync(join(cwd, path), "utf8");
const models = ["tree-svm", "logistic"] as const;

// Seed 71 gives both centres that develop, and the one that tests, cases of both classes.
beforeAll(async () => {
  const { code, stderr } = await runHilum(["synth", "--out", "cohort", "--cases", "24", "--seed", "71"], { cwd });
  expect(code, stderr).toBe(0);
}, 120_000);

test("a synthetic cohort comes with its table, its truth, a study file and a README", () => {
  expect(filesBelow(join(cwd, "cohort")).filter((name) => !name.endsWith(".nii.gz"))).toEqual([
    "README.md",
    "cases.csv",
    "study.yaml",
    "truth.csv",
  ]);
  expect(read("cohort/cases.csv").trim().split("\n")).toHaveLength(25);
});

test("hilum check counts the cases and writes a self-contained contact sheet with a picture of each", async () => {
  const { code, stdout } = await runHilum(["check", "cohort/study.yaml", "--out", "sheet.html"], { cwd });
  expect(code).toBe(0);
  expect(stdout).toMatch(/24 cases in the table, 24 eligible/);
  expect(stdout).toMatch(/contact sheet: sheet\.html\n$/);
  const sheet = read("sheet.html");
  expectSelfContained(sheet);
  for (let i = 1; i <= 24; i++) expect(sheet).toContain(`s${String(i).padStart(4, "0")}`);
  expect(sheet.match(/data:image\/png;base64,/g)).toHaveLength(24);
});

describe("hilum run", () => {
  beforeAll(async () => {
    const { code, stdout, stderr } = await runHilum(["run", "cohort/study.yaml", "--out", "runs/one"], { cwd });
    expect(code, stderr).toBe(0);
    expectPlainMessage(stderr);
    expect(stdout.split("\n").slice(-2)).toEqual([`report: ${join("runs", "one", "report.html")}`, ""]);
  }, 120_000);

  test("leaves the files of a run directory and nothing else beside the cache", () => {
    const files = filesBelow(join(cwd, "runs/one")).filter((name) => !name.startsWith("cache/"));
    const figures = files.filter((name) => name.startsWith("figures/"));
    expect(figures.length).toBeGreaterThan(0);
    expect(figures.every((name) => name.endsWith(".svg"))).toBe(true);
    expect(files.filter((name) => !name.startsWith("figures/"))).toEqual(
      [
        "metrics.json",
        "predictions.csv",
        "report.html",
        "run.json",
        ...models.flatMap((name) =>
          ["card.md", "model.json", "radiomics.json"].map((file) => `models/${name}/${file}`),
        ),
        ...models.map((name) => `tables/refitted-${name}.csv`),
        ...["cases", "cohort", "delong", "errors", "features", "results", "warnings"].map(
          (name) => `tables/${name}.csv`,
        ),
      ].sort(),
    );
  });

  test("predicts each developing case once out of fold, each test case once, with a column for each model", () => {
    const [header, ...rows] = read("runs/one/predictions.csv").trim().split("\n");
    expect(header).toBe("case,patient,centre,set,fold,label,tree-svm,logistic");
    const cells = rows.map((row) => row.split(","));
    expect(new Set(cells.map(([name]) => name)).size).toBe(24);
    expect(cells.map(([, , centre, set]) => [centre, set].join()).sort()).toEqual(
      ["h1,cross-validation", "h2,cross-validation", "h3,h3"].flatMap((pair) => Array<string>(8).fill(pair)),
    );
    const folds = new Map<string, Set<string>>();
    for (const [, patient, , , fold] of cells) folds.set(patient, (folds.get(patient) ?? new Set()).add(fold));
    expect([...folds.values()].every((own) => own.size === 1)).toBe(true);
    for (const row of cells) for (const risk of row.slice(6)) expect(Number(risk)).toSatisfy(isProbability);
  });

  test("writes a self-contained report with figures and pictures of lesions", () => {
    const report = read("runs/one/report.html");
    expectSelfContained(report);
    expect(report).toContain("<svg");
    expect(report).toMatch(/data:image\/png;base64,/);
    for (const name of models) expect(report).toContain(name);
  });

  test("hilum evaluate of its predictions reproduces the areas of its metrics", async () => {
    const { stdout } = await runHilum(["evaluate", "runs/one/predictions.csv", "--json"], { cwd });
    expect(areas(stdout)).toHaveLength(4);
    expect(areas(stdout)).toEqual(areas(read("runs/one/metrics.json")));
  });

  test("hilum predict --cases with a saved model gives the run's bytes", async () => {
    const name = "tree-svm";
    const table = ["--cases", "runs/one/tables/cases.csv", "--root", "cohort", "--out", `${name}.csv`];
    const { code, stderr } = await runHilum(["predict", `runs/one/models/${name}`, ...table], { cwd });
    expect(code).toBe(0);
    expect(read(`${name}.csv`)).toBe(read(`runs/one/tables/refitted-${name}.csv`));
    expect(read(`${name}.errors.csv`)).toBe("case,error\n");
    expect(stderr).toMatch(/warning: No training case came from h3;/);
  });

  test("a table of case, image and mask is enough; a case that cannot be read stands in the errors", async () => {
    const rows = [
      "s0001,cohort/images/s0001.nii.gz,cohort/masks/s0001.nii.gz",
      "lost,cohort/images/s0002.nii.gz,no.nii",
    ];
    writeFileSync(join(cwd, "few.csv"), ["case,image,mask", ...rows, ""].join("\n"));
    const args = ["predict", "runs/one/models/logistic", "--cases", "few.csv", "--out", "few-risks.csv", "--jobs", "1"];
    expect((await runHilum(args, { cwd })).code).toBe(0);
    const [, expected] = read("runs/one/tables/refitted-logistic.csv").split("\n");
    expect(read("few-risks.csv")).toBe(`case,risk,decision\n${expected.split(",").slice(0, 3).join(",")}\n`);
    expect(read("few-risks.errors.csv")).toBe("case,error\nlost,no.nii: not readable (no such file).\n");
  });

  test("hilum predict of one patient agrees with the table and knows the lesion by its voxels, not by its file", async () => {
    const image = readNifti(readFileSync(join(cwd, "cohort/images/s0001.nii.gz")));
    const mask = readNifti(readFileSync(join(cwd, "cohort/masks/s0001.nii.gz")));
    writeFileSync(join(cwd, "plain-image.nii"), writeNifti(image, { gzip: false }));
    writeFileSync(join(cwd, "plain-mask.nii"), writeNifti(mask, { gzip: false }));
    writeFileSync(join(cwd, "larger-mask.nii.gz"), writeNifti(dilate(mask, 2)));
    const predict = async (imagePath: string, maskPath: string) => {
      const { code, stdout } = await runHilum(["predict", "runs/one/models/tree-svm", imagePath, maskPath, "--json"], {
        cwd,
      });
      expect(code).toBe(0);
      return predictionOf(stdout);
    };
    const compressed = await predict("cohort/images/s0001.nii.gz", "cohort/masks/s0001.nii.gz");
    const plain = await predict("plain-image.nii", "plain-mask.nii");
    const larger = await predict("cohort/images/s0001.nii.gz", "larger-mask.nii.gz");

    expect(compressed.inputHash).toMatch(/^[0-9a-f]{64}$/);
    expect(plain).toEqual(compressed);
    expect(larger.inputHash).not.toBe(compressed.inputHash);
    expect(larger.contributions).not.toEqual(compressed.contributions);
    const [, row] = read("runs/one/tables/refitted-tree-svm.csv").split("\n");
    expect(row.split(",").slice(0, 3)).toEqual(["s0001", String(compressed.risk), String(compressed.decision)]);
    const { threshold, decision, risk, calibrated, contributions, model } = compressed;
    expect(decision).toBe(risk >= threshold ? 1 : 0);
    expect(calibrated).toBe(true);
    expect(model).toMatchObject({ name: "tree-svm", study: "synthetic" });
    expect(contributions.length).toBeGreaterThan(0);
    const sizes = contributions.map(({ contribution }) => Math.abs(contribution));
    expect(sizes).toEqual(sizes.toSorted((a, b) => b - a));
  });
});

function isProbability(value: number): boolean {
  return value >= 0 && value <= 1;
}

/** Nothing is fetched when the page is opened: no source, style, script or picture from elsewhere. */
function expectSelfContained(html: string): void {
  expect(html).toMatch(/^<!doctype html>/i);
  const sources = [...html.matchAll(/\b(?:src|href|xlink:href)\s*=\s*["']?([^"'\s>]*)/gi)].map((match) => match[1]);
  expect(sources.filter((source) => !/^(data:|#)/.test(source))).toEqual([]);
  expect(html).not.toMatch(/@import|url\(\s*["']?(?!data:|#)/i);
  expect(html).not.toMatch(/<(script|link|iframe)\b[^>]*(src|href)/i);
}

function areas(text: string): unknown[] {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- another shape fails the test, as it should
  const { models } = JSON.parse(text) as Metrics;
  return models.flatMap(({ model, sets }) => sets.map(({ set, auc }) => [model, set, auc]));
}

function predictionOf(text: string): LesionPrediction {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- another shape fails the test, as it should
  return JSON.parse(text) as LesionPrediction;
}
