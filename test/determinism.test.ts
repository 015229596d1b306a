import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { filesBelow, lastingFiles, lastingHashes } from "./run-files.ts";
import { runHilum } from "./run-hilum.ts";
import { writeSmallCohort } from "./small-cohort.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const cwd = temporaryFolder();
const first = join(cwd, "first");
const second = join(cwd, "elsewhere", "second");

beforeAll(async () => {
  writeSmallCohort(cwd, 24);
  const study = join(cwd, "study.yaml");
  const one = await runHilum(["run", study, "--out", first, "--jobs", "1"]);
  const two = await runHilum(["run", "study.yaml", "--out", join("elsewhere", "second"), "--jobs", "2"], { cwd });
  expect([one.code, two.code], one.stderr + two.stderr).toEqual([0, 0]);
}, 120_000);

test("predictions, metrics, tables and models are the same bytes whatever --out and --jobs", () => {
  expect(lastingFiles(first).length).toBeGreaterThan(10);
  expect(lastingHashes(second)).toEqual(lastingHashes(first));
});

test("no file of a run names a folder of this machine", () => {
  const files = filesBelow(first).filter((name) => !name.startsWith("cache/"));
  expect(files).toContain("run.json");
  expect(files).toContain("report.html");
  const telling = files.filter((name) => {
    const text = readFileSync(join(first, name), "utf8");
    return text.includes(cwd) || text.includes(process.cwd());
  });
  expect(telling).toEqual([]);
});

test("a second run of the same command takes everything from the cache and changes no lasting byte", async () => {
  const before = lastingHashes(first);
  const { code } = await runHilum(["run", join(cwd, "study.yaml"), "--out", first]);
  expect(code).toBe(0);
  expect(lastingHashes(first)).toEqual(before);
  const record: unknown = JSON.parse(readFileSync(join(first, "run.json"), "utf8"));
  expect(record).toMatchObject({
    timings: [{ step: "features", cached: 24, total: 24 }, { step: "fits", cached: 8, total: 8 }, { step: "report" }],
  });
});
