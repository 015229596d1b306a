import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseCsvTable } from "@hilum/study";
import { beforeAll, expect, test } from "vitest";
import { writeMadeUpTree } from "./import-tree.ts";
import { filesBelow } from "./run-files.ts";
import { runHilum } from "./run-hilum.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const cwd = temporaryFolder();
const small = ["import", "small", "--key", "k"];

beforeAll(() => {
  writeMadeUpTree(join(cwd, "small"), 3, 40);
  writeMadeUpTree(join(cwd, "tree"), 20, 100);
});

test("2,000 files: below 350 MiB, and each patient a case", async () => {
  const { code, peakMiB } = await runHilum(["import", "tree", "--out", "cohort"], { cwd });
  expect(code).toBe(0);
  expect(peakMiB).toBeLessThan(350);
  expect(parseCsvTable(readFileSync(join(cwd, "cohort/cases.csv"), "utf8"), "cases").rows).toHaveLength(20);
});

test("killed at several moments, the same command goes on, to the same bytes", async () => {
  await runHilum([...small, "--out", "whole"], { cwd });
  for (const delay of [0, 40, 80, 120, 160]) {
    let since = Infinity;
    const when = () => {
      if (existsSync(join(cwd, "killed/import.json"))) since = Math.min(since, performance.now());
      return performance.now() - since > delay;
    };
    await runHilum([...small, "--out", "killed"], { cwd, kill: { what: "tree", when } });
  }
  expect((await runHilum([...small, "--out", "killed"], { cwd })).code).toBe(0);
  const contents = (folder: string) =>
    filesBelow(join(cwd, folder)).map((name) => [name, readFileSync(join(cwd, folder, name)).toString("base64")]);
  expect(contents("killed")).toEqual(contents("whole"));
});
