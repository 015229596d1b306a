import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { filesBelow, rowsOf } from "./run-files.ts";
import { runHilum } from "./run-hilum.ts";
import { onePaperFit, writeSmallCohort } from "./small-cohort.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const cwd = temporaryFolder();
const out = join(cwd, "out");
const hilum = (...args: string[]) => runHilum([...args, "--jobs", "2"], { cwd, limitMs: 600_000 });

// The published protocol has one fit of each model; with the inner ones a network is trained three times.
beforeAll(async () => {
  writeSmallCohort(cwd, 24);
  writeFileSync(
    join(cwd, "study.yaml"),
    `${onePaperFit}innerFolds: 2
training: { batch: 4, epochs: 2, rate: 1e-3, contrastive: none, average: none, threads: 1 }
models:
  - { name: table, kind: radiomics, select: { method: tree, count: 2 } }
  - { name: deep, kind: deep, backbone: cnn, width: 0.125 }
  - { name: alone, kind: radiomics, select: none, classifier: { kind: logistic } }
  - { name: safe, kind: safe-fusion, of: [table, deep] }
`,
  );
  const { code, stderr } = await hilum("run", "study.yaml", "--out", "out");
  expect(code, stderr).toBe(0);
}, 600_000);

test("both parts, and they alone, are fitted inside each fit", async () => {
  const { stdout } = await hilum("jobs", "study.yaml", "--out", "out", "--json");
  const { jobs }: { jobs: { model: string; fit: string; state: string }[] } = JSON.parse(stdout);
  const fits = ["refit", "refit/inner-1", "refit/inner-2"];
  const expected = [
    ...["table", "deep"].flatMap((model) => fits.map((fit) => `${model} ${fit} done`)),
    "alone refit done",
  ];
  expect(jobs.map(({ model, fit, state }) => `${model} ${fit} ${state}`)).toEqual(expected);
});

test("every risk is the weighted mean of the parts' by the shares of its fit, which tables/chosen.csv tells", () => {
  const shares = rowsOf(join(out, "tables/chosen.csv")).filter(({ model }) => model === "safe");
  expect(shares.map(({ fit, what }) => `${fit}: ${what}`)).toEqual(["refit: share of table", "refit: share of deep"]);
  const [ofTable, ofDeep] = shares.map(({ value }) => Number(value));
  expect(ofTable + ofDeep).toBeCloseTo(1, 12);
  for (const { table, deep, safe } of rowsOf(join(out, "predictions.csv"))) {
    expect(Number(safe)).toBeCloseTo(ofTable * Number(table) + ofDeep * Number(deep), 12);
  }
});

test("the saved fusion holds both parts whole, and predicts what the run says", async () => {
  const model = join(out, "models/safe");
  const files = (part: string) => filesBelow(join(out, "models", part)).map((file) => `parts/${part}/${file}`);
  expect(filesBelow(model)).toEqual(["card.md", "model.json", ...files("deep"), ...files("table")]);
  const { code, stderr } = await hilum(
    "predict",
    model,
    "--cases",
    "out/tables/cases.csv",
    "--root",
    ".",
    "--out",
    "risks.csv",
  );
  expect(code, stderr).toBe(0);
  const risks = readFileSync(join(cwd, "risks.csv"), "utf8");
  expect(risks).toBe(readFileSync(join(out, "tables/refitted-safe.csv"), "utf8"));
  const saved = new Map(rowsOf(join(cwd, "risks.csv")).map((row) => [row["case"], row["risk"]]));
  const tested = rowsOf(join(out, "predictions.csv")).filter(({ set }) => set === "external");
  expect(tested.length).toBe(8);
  for (const row of tested) expect(saved.get(row["case"])).toBe(row["safe"]);
});
