import { expect, test } from "vitest";
import { cellNumber, formatCsv, parseCsvTable } from "./csv-table.ts";

test("a table of a German spreadsheet reads like any other", () => {
  const table = parseCsvTable('\uFEFFcase;age;note\r\na;61,5;"x;y"\r\n\r\nb;70;\r\n', "cases.csv");
  expect(table.columns).toEqual(["case", "age", "note"]);
  expect(table.rows.map((row) => row.cells)).toEqual([
    ["a", "61,5", "x;y"],
    ["b", "70", ""],
  ]);
  expect(table.rows.map((row) => row.line)).toEqual([2, 4]);
  expect(cellNumber("61,5", table.decimalComma)).toBe(61.5);
});

test("a comma in a comma-separated file is never a decimal comma", () => {
  const table = parseCsvTable('case,age\na,"61,5"\n', "cases.csv");
  expect(table.decimalComma).toBe(false);
  expect(cellNumber("61,5", table.decimalComma)).toBeNaN();
});

test.each([
  ["", /empty/],
  ["case,case\na,b\n", /"case" stands twice/],
  ["case,,x\na,b,c\n", /column 2 has no name/],
  ["case,age\na,b,c\n", /line 2: 3 cells, but the header names 2/],
  ['case,age\n"a,b\n', /not a readable CSV/],
  ["case\0,age\n", /zero bytes/],
])("a damaged table is refused with file and line: %j", (text, message) => {
  expect(() => parseCsvTable(text, "cases.csv")).toThrow(message);
});

test("what is written reads back the same", () => {
  const rows = [
    ["a,b", 0.1 + 0.2, 'say "x"'],
    [" c ", NaN, "line\nbreak"],
  ];
  const table = parseCsvTable(formatCsv(["x", "y", "z"], rows), "t.csv");
  expect(table.rows[0].cells).toEqual(["a,b", "0.30000000000000004", 'say "x"']);
  expect(table.rows[1].cells[2]).toBe("line\nbreak");
});

test.each([
  ["1e3", 1000],
  ["-.5", -0.5],
  ["", NaN],
  ["NA", NaN],
  ["0x10", NaN],
  ["1 2", NaN],
  ["Infinity", NaN],
])("the cell %j is the number %d", (cell, value) => expect(cellNumber(cell, false)).toBe(value));
