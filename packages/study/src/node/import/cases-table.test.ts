import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { mergedCases, readCasesTable, writeCasesTable } from "./cases-table.ts";

const folder = mkdtempSync(join(tmpdir(), "hilum-cases-"));
const path = join(folder, "cases.csv");
afterAll(() => rmSync(folder, { recursive: true }));
const imported = (id: string, mask = "") => ({
  case: id,
  patient: id,
  image: `images/${id}.nii.gz`,
  mask,
  label: "",
  roi: mask && "GTV",
});

test("labels, own columns and the order of a researcher stay; new cases come last", () => {
  const table = {
    columns: ["case", "mask", "label", "stage"],
    rows: [{ case: "P2", mask: "m", label: "1", stage: "IIa, IIb" }],
  };
  const { columns, rows } = mergedCases(table, [imported("P1"), imported("P2")], new Set(["P1"]));
  expect(columns.slice(0, 6)).toEqual(["case", "mask", "label", "stage", "patient", "centre"]);
  expect(rows).toEqual([{ case: "P2", mask: "m", label: "1", stage: "IIa, IIb" }]);
  const ids = (...cases: string[]) => ({ columns: ["case"], rows: cases.map((id) => ({ case: id })) });
  const after = (...cases: string[]) =>
    mergedCases(ids(...cases), [imported("P10"), imported("P9"), imported("P9-2")], new Set()).rows.map(
      (row) => row["case"],
    );
  expect(after("P8", "P11")).toEqual(["P8", "P9", "P9-2", "P10", "P11"]);
  expect(after("P11", "P8")).toEqual(["P11", "P8", "P9", "P9-2", "P10"]);
});

test("a mask that came later is filled in", () => {
  const table = { columns: ["case", "mask", "label"], rows: [{ case: "P1", mask: "", label: "0" }] };
  const { rows } = mergedCases(table, [imported("P1", "masks/P1.nii.gz")], new Set(["P1"]));
  expect(rows).toEqual([{ case: "P1", mask: "masks/P1.nii.gz", label: "0", roi: "GTV", note: "" }]);
});

test("a table that a spreadsheet saved with semicolons and decimal commas is read, and written as one that programs read", async () => {
  writeFileSync(path, "\uFEFFcase;kvp;mas\nP1;120;85,5\n");
  const table = await readCasesTable(path);
  await writeCasesTable(path, table!);
  expect(readFileSync(path, "utf8")).toBe("case,kvp,mas\nP1,120,85.5\n");
});
