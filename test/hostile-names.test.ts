import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { expectPlainMessage } from "./plain-message.ts";
import { filesBelow } from "./run-files.ts";
import { runHilum } from "./run-hilum.ts";
import { smallStudy, tableText, writeSmallCohort } from "./small-cohort.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const cwd = temporaryFolder();
const script = "<script>alert(1)</script>";
/** Names that lead out of a folder, into a page, or into the language. */
const cases = ["../../evil", script, "__proto__", 'a,"b"'];
const centres: Readonly<Record<string, string>> = { h1: "hasOwnProperty", h2: "constructor", h3: script };

beforeAll(() => {
  const rows = writeSmallCohort(join(cwd, "cohort"), 24).map((row, n) => ({
    ...row,
    case: (cases[n] ?? row.case).replace(/.*[,"].*/, (text) => `"${text.replaceAll('"', '""')}"`),
    centre: centres[row.centre],
  }));
  writeFileSync(join(cwd, "cohort/cases.csv"), tableText(rows, ","));
  const split = `split: { tests: { toString: ["${script}"] } }\nleaveOut: centre`;
  writeFileSync(join(cwd, "cohort/study.yaml"), smallStudy.replace(/split: .*/, split));
});

test("hostile names of cases, centres and sets are names like others", async () => {
  const check = await runHilum(["check", "cohort/study.yaml", "--out", "check.html", "--jobs", "1", "--json"], { cwd });
  expect(check.code, check.stderr).toBe(0);
  expect(JSON.parse(check.stdout)).toMatchObject({ parts: { develop: { cases: 16 }, toString: { cases: 8 } } });

  const run = await runHilum(["run", "cohort/study.yaml", "--out", "run", "--jobs", "1"], { cwd });
  expect(run.code, run.stderr).toBe(0);
  expectPlainMessage(run.stderr);
  const table = ["--cases", "run/tables/cases.csv", "--root", "cohort", "--out", "risks.csv", "--jobs", "1"];
  const predict = await runHilum(["predict", "run/models/logistic", ...table], { cwd });
  expect(predict.code, predict.stderr).toBe(0);
  expect(predict.stderr).toContain(`No training case came from ${script};`);

  const risks = readFileSync(join(cwd, "risks.csv"), "utf8");
  expect(risks).toBe(readFileSync(join(cwd, "run/tables/refitted-logistic.csv"), "utf8"));
  expect(
    risks
      .split("\n")
      .slice(1, 5)
      .map((line) => line.replace(/,[^,]*,[01],[01]$/, "")),
  ).toEqual([...cases.slice(0, 3), '"a,""b"""']);
  const model: unknown = JSON.parse(readFileSync(join(cwd, "run/models/logistic/model.json"), "utf8"));
  expect(model).toMatchObject({ training: { centres: { constructor: { cases: 8 }, hasOwnProperty: { cases: 8 } } } });

  for (const page of ["check.html", "run/report.html"]) {
    expect(readFileSync(join(cwd, page), "utf8")).not.toContain("<script>alert");
  }
  expect(filesBelow(cwd).filter((name) => !/^(cohort|run)\/|^(check\.html|risks(\.errors)?\.csv)$/.test(name))).toEqual(
    [],
  );
}, 60_000);
