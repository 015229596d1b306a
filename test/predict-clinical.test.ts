import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { runHilum } from "./run-hilum.ts";
import { writeSmallCohort } from "./small-cohort.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const cwd = temporaryFolder();
const cases = writeSmallCohort(cwd, 24);
const [lesion] = cases;
const predict = (...args: string[]) =>
  runHilum(["predict", join("out/models/aged"), lesion.image, lesion.mask, ...args], { cwd });

beforeAll(async () => {
  writeFileSync(
    join(cwd, "aged.yaml"),
    `split: { develop: [h1, h2], tests: { external: [h3] } }
folds: 2
clinical: [age]
models: [{ name: aged, kind: radiomics, select: none, classifier: { kind: logistic, c: 1 } }]
`,
  );
  const { code, stderr } = await runHilum(["run", "aged.yaml", "--out", "out", "--jobs", "1"], { cwd });
  expect(code, stderr).toBe(0);
}, 120_000);

test("--clinical gives one lesion the risk that the run gave it, and without it the median is taken and named", async () => {
  const said = readFileSync(join(cwd, "out/tables/refitted-aged.csv"), "utf8");
  const told = JSON.parse((await predict("--clinical", `age=${lesion.age}`, "--json")).stdout);
  expect(said).toContain(`\n${lesion.case},${told.risk},${told.decision},`);
  expect(told).toMatchObject({ clinical: ["age"], imputed: [] });
  const untold = JSON.parse((await predict("--json")).stdout);
  expect(untold.imputed).toEqual(["age"]);
  expect(untold.risk).not.toBe(told.risk);
});

test("a column that the model does not read, and what is no pair, are errors that say what is expected", async () => {
  const unknown = await predict("--clinical", "smoker=1");
  expect(unknown.code).toBe(1);
  expect(unknown.stderr).toMatch(/reads no clinical column "smoker"\. It reads: age\./);
  const nothing = await predict("--clinical", "age");
  expect(nothing.code).toBe(2);
  expect(nothing.stderr).toMatch(/--clinical: expected COLUMN=VALUE, found "age"/);
  const table = await runHilum(["predict", "out/models/aged", "--cases", "cases.csv", "--clinical", "age=3"], { cwd });
  expect(table.stderr).toMatch(/--clinical and --centre are for one lesion/);
});
