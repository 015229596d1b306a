import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { expectPlainMessage } from "./plain-message.ts";
import { runHilum } from "./run-hilum.ts";
import { writeSmallCohort } from "./small-cohort.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const cwd = temporaryFolder();
const image = "images/n01.nii.gz";
const mask = "masks/n01.nii.gz";
/** One worker: starting another takes longer than this little work. */
const alone = ["--jobs", "1"];
const model = "runs/small/models/logistic";

beforeAll(() => {
  writeSmallCohort(cwd, 15);
  mkdirSync(join(cwd, "folder"));
  writeFileSync(join(cwd, "text.nii"), "no image");
  writeFileSync(join(cwd, "no-label.csv"), "case,risk\na,0.5\n");
});

/** One line that is one JSON document; `JSON.parse` refuses anything before or after it. */
function document(stdout: string): unknown {
  expect(stdout.endsWith("\n")).toBe(true);
  expect(stdout.trimEnd()).not.toContain("\n");
  return JSON.parse(stdout);
}

describe("--json prints one document on standard output", () => {
  test.each<[string, string[], object]>([
    ["run", ["run", "study.yaml", ...alone], { report: join("runs", "small", "report.html"), failures: [] }],
    [
      "check",
      ["check", "study.yaml", ...alone],
      { cases: 15, eligible: 15, errors: [], models: ["tree-svm", "logistic"] },
    ],
    ["features", ["features", image, mask], { case: "n01", inputHash: expect.stringMatching(/^[0-9a-f]{64}$/) }],
    ["features --cases", ["features", "--cases", "cases.csv", "--out", "f.csv", ...alone], { cases: 15, failures: [] }],
    ["predict", ["predict", model, image, mask], { decision: expect.any(Number), model: { name: "logistic" } }],
    [
      "predict --cases",
      ["predict", model, "--cases", "cases.csv", "--out", "p.csv", ...alone],
      { predicted: 15, failures: [] },
    ],
    [
      "evaluate",
      ["evaluate", "runs/small/predictions.csv"],
      { models: [{ model: "tree-svm" }, { model: "logistic" }] },
    ],
    ["segment", ["segment", image, "--at", "8,8,6", "--index", "--out", "m.nii"], { out: "m.nii" }],
    [
      "synth",
      ["synth", "--out", "s", "--cases", "1", "--seed", "3", ...alone],
      { cases: 1, study: join("s", "study.yaml") },
    ],
    ["doctor", ["doctor"], { machine: { hilum: expect.any(String), cores: expect.any(Number) } }],
  ])("%s", async (_name, args, expected) => {
    const { code, stdout, stderr } = await runHilum([...args, "--json"], { cwd });
    expect(code, stderr).toBe(0);
    expect(document(stdout)).toMatchObject(expected);
    expectPlainMessage(stderr);
  });
});

describe("--json of work that fails: the error as a document, the same message on standard error, exit code 1", () => {
  test.each<[string[], string, RegExp]>([
    [["run", "missing.yaml"], "missing-file", /^missing\.yaml: not readable \(no such file\)/],
    [["predict", "folder", image, mask], "missing-file", /model\.json: not readable.*MODEL is a folder under models/],
    [["features", "text.nii", mask], "volume-file", /^text\.nii: The file has 8 bytes/],
    [["features", image, mask, "--out", "folder"], "not-writable", /^folder: not writable \(it is a folder\)/],
    [["evaluate", "no-label.csv"], "missing-column", /^no-label\.csv: no column "label"\. Known: case, risk/],
    [["segment", image, "--at", "0,0,0", "--out", "m.nii"], "*", /lies outside the image/],
    [["synth", "--out", "s2", "--cases", "1", "--seed", "1", "--centres", "99"], "synth-option", /from 1 to 12/],
  ])("hilum %j", async (args, errorCode, message) => {
    const { code, stdout, stderr } = await runHilum([...args, "--json"], { cwd });
    expect(code).toBe(1);
    const expectedCode: unknown = errorCode === "*" ? expect.any(String) : errorCode;
    const expectedMessage: unknown = expect.stringMatching(message);
    const found = document(stdout);
    expect(found).toEqual({ error: { code: expectedCode, message: expectedMessage } });
    expect(stderr).toMatch(new RegExp(message.source.replace("^", "hilum: ")));
    expectPlainMessage(stdout);
    expectPlainMessage(stderr);
  });
});

test.each([[["rum"]], [["run", "--jobs", "0"]]])(
  "--json of the wrong call %j: the error as a document, exit code 2",
  async (args) => {
    const { code, stdout } = await runHilum([...args, "--json"], { cwd });
    expect(code).toBe(2);
    expect(document(stdout)).toEqual({ error: { code: "usage", message: expect.stringMatching(/./) } });
  },
);
