import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseCsvTable } from "@hilum/study";
import { describe, expect, test } from "vitest";
import { runHilum } from "./run-hilum.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const cwd = temporaryFolder();
const data = process.env["HILUM_DATA"] ?? fileURLToPath(new URL("../../shared/data", import.meta.url));
const nodules = join(data, "lidc_nodules");
const there = existsSync(nodules);
/** The nodules with the smallest diameters, of 542. */
const count = 40;

describe.skipIf(!there)(`olnm-1364${there ? "" : " (skipped: HILUM_DATA not found)"}`, () => {
  test("has its 1,364 columns for the smallest real nodules, and a reason for every value that is missing", async () => {
    const { columns, rows } = parseCsvTable(readFileSync(join(nodules, "labels.csv"), "utf8"), "labels.csv");
    const [id, diameter] = [columns.indexOf("id"), columns.indexOf("diameter_mm")];
    const smallest = rows
      .map(({ cells }) => ({ id: cells[id], mm: Number(cells[diameter]) }))
      .sort((a, b) => a.mm - b.mm)
      .slice(0, count);
    expect(smallest[count - 1].mm).toBeLessThan(6);
    const lines = smallest.map((one) => [one.id, `${one.id}/image.nii.gz`, `${one.id}/mask.nii.gz`].join());
    writeFileSync(join(cwd, "cases.csv"), ["case,image,mask", ...lines, ""].join("\n"));
    const call = ["features", "--cases", "cases.csv", "--root", nodules, "--preset", "olnm-1364", "--out", "out.csv"];
    const { code, stderr } = await runHilum([...call, "--jobs", "2"], { cwd, limitMs: 600_000 });
    expect(code, stderr).toBe(0);
    const table = parseCsvTable(readFileSync(join(cwd, "out.csv"), "utf8"), "out.csv");
    expect(table.columns).toHaveLength(1 + 1364);
    expect(table.rows.map(({ cells }) => cells[0])).toEqual(smallest.map((one) => one.id));
    const record = JSON.parse(readFileSync(join(cwd, "out.json"), "utf8"));
    expect(record.failures).toEqual([]);
    for (const [n, { cells }] of table.rows.entries()) {
      const missing = table.columns.filter((_, column) => cells[column] === "NaN");
      expect(Object.keys(record.cases[n].missing)).toEqual(missing);
      expect(Object.values(record.cases[n].missing)).not.toContain("");
      expect(cells.slice(1).every((cell) => cell === "NaN" || Number.isFinite(Number(cell)))).toBe(true);
    }
  }, 600_000);
});
