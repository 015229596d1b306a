import { anyOf, damagedTexts, hostileNames, hostileNumbers } from "./damaged-text.ts";
import type { DamagedText, TextDamage } from "./damaged-text.ts";

/** `count` damaged copies of a table of cases, the same ones for the same seed. */
export function damagedCsv(seed: number, count: number, healthy: string): DamagedText[] {
  return damagedTexts(seed, count, healthy, damages);
}

const damages: Readonly<Record<string, TextDamage>> = {
  "a hostile column": (text, random) =>
    withHeader(text, (columns) => replaceOne(columns, random.integer(columns.length), anyOf(hostileNames, random))),
  "a column twice": (text, random) =>
    withHeader(text, (columns) => replaceOne(columns, random.integer(columns.length), columns[0])),
  "a column without a name": (text, random) =>
    withHeader(text, (columns) => replaceOne(columns, random.integer(columns.length), "")),
  "a hundred thousand columns": (text) =>
    withHeader(text, (columns) => [...columns, ...Array.from({ length: 100_000 }, (_, i) => `c${i}`)]),
  "a hostile cell": (text, random) => withCell(text, random.uniform(), anyOf(hostileNames, random)),
  "a hostile case": (text, random) =>
    withRow(text, random.uniform(), (cells) => replaceOne(cells, 0, anyOf(hostileNames, random))),
  "a hostile centre": (text, random) =>
    withRow(text, random.uniform(), (cells) => replaceOne(cells, 2, anyOf(["__proto__", "constructor"], random))),
  "a hostile number": (text, random) =>
    withRow(text, random.uniform(), (cells) =>
      cells.map((cell) => (/^[\d.]+$/.test(cell) ? anyOf(hostileNumbers, random) : cell)),
    ),
  "a cell of five megabytes": (text, random) => withCell(text, random.uniform(), `"${"x".repeat(5_000_000)}"`),
  "a cell of half a million quotes": (text, random) => withCell(text, random.uniform(), `"${'""'.repeat(500_000)}"`),
  "half a million separators": (text, random) => withCell(text, random.uniform(), ",".repeat(500_000)),
  "too few cells": (text, random) =>
    withRow(text, random.uniform(), (cells) => cells.slice(0, random.integer(cells.length))),
  "a case twice": (text) => `${text}${text.split("\n")[1]}\n`,
  "another separator on some lines": (text, random) => withRow(text, random.uniform(), (cells) => [cells.join(";")]),
  "a header alone": (text) => text.split("\n", 1)[0],
  "an Excel file under another name": () => "PK\u0003\u0004" + "\u0000".repeat(200),
  "a web page": () => "<!doctype html><html><body><table><tr><td>case</td></tr></table></body></html>",
  "twenty thousand rows": (text) => {
    const [header, row = ""] = text.split("\n");
    const cells = row.split(",").slice(1).join(",");
    return `${header}\n${Array.from({ length: 20_000 }, (_, i) => `n${i},${cells}`).join("\n")}\n`;
  },
};

function withHeader(text: string, change: (columns: string[]) => string[]): string {
  const [header = "", ...rows] = text.split("\n");
  return [change(header.split(",")).join(","), ...rows].join("\n");
}

/** Changes the row that lies at the fraction `where` of the table. */
function withRow(text: string, where: number, change: (cells: string[]) => string[]): string {
  const [header = "", ...rows] = text.trimEnd().split("\n");
  const at = Math.floor(where * rows.length);
  return [header, ...replaceOne(rows, at, change((rows[at] ?? "").split(",")).join(","))].join("\n") + "\n";
}

function withCell(text: string, where: number, cell: string): string {
  return withRow(text, where, (cells) => replaceOne(cells, Math.floor(where * 7919) % cells.length, cell));
}

function replaceOne(items: readonly string[], at: number, by: string): string[] {
  return items.map((item, i) => (i === at ? by : item));
}
