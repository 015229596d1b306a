import { existsSync } from "node:fs";
import { formatCsv } from "../../tables/csv-table.ts";
import { writeFileAtomic } from "../atomic-file.ts";
import { readTextTable } from "../text-table-file.ts";
import { acquisitionColumns } from "./acquisition-columns.ts";
import type { CaseRow } from "./import-state.ts";

/** Columns of cases.csv; the label is for the researcher to fill in. */
const caseColumns = [
  "case",
  "patient",
  "centre",
  "image",
  "mask",
  "label",
  ...acquisitionColumns,
  "roi",
  "note",
] as const;

/** The cells of cases.csv, as a researcher may have edited them. */
export interface CasesTable {
  readonly columns: readonly string[];
  readonly rows: readonly CaseRow[];
}

/** The table as it is; undefined if there is none. */
export async function readCasesTable(path: string): Promise<CasesTable | undefined> {
  if (!existsSync(path)) return undefined;
  const { columns, rows, decimalComma } = await readTextTable(path);
  // It is written again with commas between cells, where 0,97 would be no number.
  const cell = (text: string) => (decimalComma && /^[+-]?\d+,\d+$/.test(text) ? text.replace(",", ".") : text);
  return {
    columns,
    rows: rows.map(({ cells }) => Object.fromEntries(columns.map((column, i) => [column, cell(cells[i] ?? "")]))),
  };
}

/**
 * The table with new cases, at its end unless the rows stand in order of their cases. What a researcher wrote stays: labels, columns, changed cells, the order of the rows; a row that
 * was deleted stays deleted. Of cases that are there, only what the import itself changed is renewed: a mask that came later.
 *
 * @param known - cases that the table held when it was last written.
 */
export function mergedCases(
  table: CasesTable | undefined,
  imported: readonly CaseRow[],
  known: ReadonlySet<string>,
): CasesTable {
  const columns = [...(table?.columns ?? []), ...caseColumns.filter((column) => !table?.columns.includes(column))];
  const rows = (table?.rows ?? []).map((row) => {
    const fresh = imported.find((one) => one["case"] === row["case"]);
    const renew = fresh !== undefined && row["mask"] === "" && fresh["mask"] !== "";
    return renew ? { ...row, mask: fresh["mask"]!, roi: fresh["roi"] ?? "", note: fresh["note"] ?? "" } : row;
  });
  const present = new Set(rows.map((row) => row["case"]));
  const missing = imported.filter((row) => {
    const id = row["case"] ?? "";
    return !present.has(id) && !(table !== undefined && known.has(id));
  });
  const all = [...rows, ...missing.toSorted(byCase)];
  // Among rows in their own order, new ones find their places: a killed import ends like one that was not.
  return { columns, rows: isSorted(rows) ? all.toSorted(byCase) : all };
}

const order = new Intl.Collator("en", { numeric: true });

function byCase(a: CaseRow, b: CaseRow): number {
  return order.compare(a["case"] ?? "", b["case"] ?? "");
}

function isSorted(rows: readonly CaseRow[]): boolean {
  return rows.every((row, i) => i === 0 || byCase(rows[i - 1]!, row) <= 0);
}

export async function writeCasesTable(path: string, { columns, rows }: CasesTable): Promise<void> {
  const cells = rows.map((row) => columns.map((column) => row[column] ?? ""));
  await writeFileAtomic(path, formatCsv(columns, cells));
}
