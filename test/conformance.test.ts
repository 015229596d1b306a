import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { expectPlainMessage } from "./plain-message.ts";
import { runHilum } from "./run-hilum.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const cwd = temporaryFolder();
const repository = fileURLToPath(new URL("..", import.meta.url));
const data = process.env["HILUM_DATA"] ?? join(repository, "..", "shared", "data");
const nn = join(data, "..", "reference", "nn");
const there = existsSync(nn);

interface Report {
  readonly suite: string;
  readonly total: number;
  readonly passed: number;
  readonly failed: readonly { readonly id: string; readonly tolerance: number }[];
  readonly deviations: readonly unknown[];
  readonly skipped: readonly unknown[];
}

describe.skipIf(!there)(`hilum conformance networks${there ? "" : " (skipped: HILUM_DATA not found)"}`, () => {
  const reference = join(cwd, "mine");
  const prepare = (): void => {
    mkdirSync(join(reference, "nn"), { recursive: true });
    copyFileSync(join(nn, "optimisers.json"), join(reference, "nn", "optimisers.json"));
  };

  test("checks the files of any folder, and says what came out", async () => {
    prepare();
    const { code, stdout, stderr } = await runHilum(["conformance", "networks", "--reference", "mine"], { cwd });
    expect(code, stderr).toBe(0);
    expect(stdout).toMatch(/optimisers +\d+ +ok/);
    expect(stdout).toMatch(/networks: (\d+) of \1 passed, 0 failed/);
    expectPlainMessage(stderr);
  });

  test("a wrong number makes exit code 1, and stands in the report", async () => {
    prepare();
    const file = join(reference, "nn", "optimisers.json");
    const changed = JSON.parse(readFileSync(file, "utf8"));
    changed.exponential.values[2] *= 1.001;
    writeFileSync(file, JSON.stringify(changed));
    const args = ["conformance", "networks", "--reference", "mine", "--json", "--quiet", "--out", "report.json"];
    const { code, stdout, stderr } = await runHilum(args, { cwd });
    expect(code).toBe(1);
    const report: Report = JSON.parse(stdout);
    expect(Object.keys(report)).toEqual(["suite", "total", "passed", "failed", "deviations", "skipped"]);
    expect(report.failed.map(({ id }) => id)).toEqual(["optimisers/exponential/2"]);
    expect(report.total).toBe(report.passed + report.failed.length + report.deviations.length);
    expect(JSON.parse(readFileSync(join(cwd, "report.json"), "utf8"))).toEqual(report);
    expect(readdirSync(cwd).filter((name) => name.endsWith(".tmp"))).toEqual([]);
    expect(stderr).toBe("");
  });
});

describe.skipIf(!there)(`hilum conformance ibsi1${there ? "" : " (skipped: HILUM_DATA not found)"}`, () => {
  test("meets every consensus value, from NIfTI and from DICOM with an RTSTRUCT", async () => {
    const only = ["--only", "digital", "C-dicom"];
    const args = ["conformance", "ibsi1", "--data", data, "--json", "--quiet", ...only];
    const { code, stdout, stderr } = await runHilum(args, { cwd });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const report: Report = JSON.parse(stdout);
    expect(report).toMatchObject({ suite: "ibsi1", total: 482 + 270, passed: 482 + 270, failed: [], skipped: [] });
  });

  test("asks for the images where only the reference values are known", async () => {
    const args = ["conformance", "ibsi1", "--reference", join(data, "..", "reference")];
    const { code, stderr } = await runHilum(args, { cwd, env: { HILUM_DATA: "" } });
    expect(code).toBe(2);
    expect(stderr).toMatch(/Where are the images\? Give --data DIR/);
  });
});

test.skipIf(!there)("hilum conformance pyradiomics prints a table and writes the report", async () => {
  const args = ["conformance", "pyradiomics", "--data", data, "--only", "breast1", "--out", "pyradiomics.json"];
  const { code, stdout, stderr } = await runHilum(args, { cwd });
  expect(code, stderr).toBe(0);
  expect(stdout).toMatch(/breast1_native_all +1784 +ok/);
  const report: Report = JSON.parse(readFileSync(join(cwd, "pyradiomics.json"), "utf8"));
  expect(report).toMatchObject({ suite: "pyradiomics", total: 1784, passed: 1784, failed: [], deviations: [] });
});

test.each([
  [["ibsi9"], 2, /There is no suite "ibsi9"; there is: networks, ibsi1, ibsi2, pyradiomics/],
  [["networks", "--reference", "."], 1, /no reference values here; a folder nn or checkpoints/],
])("hilum conformance %j is refused with the next step", async (args, exit, message) => {
  const { code, stderr } = await runHilum(["conformance", ...args], { cwd });
  expect(code).toBe(exit);
  expect(stderr).toMatch(message);
  expectPlainMessage(stderr);
});

test("without a folder, the command asks for one", async () => {
  const { code, stderr } = await runHilum(["conformance", "networks"], { cwd, env: { HILUM_DATA: "" } });
  expect(code).toBe(2);
  expect(stderr).toMatch(/Give --reference DIR, or set HILUM_DATA/);
});
