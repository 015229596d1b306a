import type { Table } from "@hilum/learn/tabular";
import { quoted, StudyError } from "../errors.ts";
import { cellNumber, columnIndex } from "./csv-table.ts";
import type { TextRow, TextTable } from "./csv-table.ts";

/** Columns that say who a case is, in whatever table: never features. */
const identifying: ReadonlySet<string> = new Set([
  "case",
  "patient",
  "centre",
  "image",
  "mask",
  "mask2",
  "label",
  "set",
  "fold",
]);

/** A table of features made elsewhere. */
export interface GivenFeatures {
  readonly columns: readonly string[];
  /** Columns of words, which were left out. */
  readonly words: readonly string[];
  /** The values of a case by its name; NaN where a cell is empty. */
  readonly rowOf: ReadonlyMap<string, Float64Array>;
}

/**
 * Features made elsewhere: a row for each case, named by the column `case`; every other column whose cells are numbers or
 * empty is a feature. Columns with words in them, and those that identify a case or hold its label, are not.
 *
 * @param caseColumn - what the column of names is called where there is none named `case`.
 * @param notFeatures - columns of the table of cases that have a role in the study.
 * @throws StudyError `features` if a case stands twice or no column is a feature.
 */
export function givenFeatures(
  table: TextTable,
  notFeatures: readonly string[] = [],
  caseColumn = "case",
): GivenFeatures {
  const caseAt = columnIndex(table, table.columns.includes("case") ? "case" : caseColumn);
  const roles = new Set([...identifying, ...notFeatures]);
  const candidates = table.columns.map((column, at) => ({ column, at })).filter(({ column }) => !roles.has(column));
  const isNumber = (cell: string) => !Number.isNaN(cellNumber(cell, table.decimalComma));
  const isGap = (cell: string) => cell === "" || /^(nan|na)$/i.test(cell);
  const numeric = candidates.filter(
    ({ at }) =>
      table.rows.every(({ cells }) => isNumber(cells[at]!) || isGap(cells[at]!)) &&
      table.rows.some(({ cells }) => isNumber(cells[at]!)),
  );
  if (numeric.length === 0) {
    throw new StudyError(
      "features",
      `${table.file}: no column of numbers beside ${[...roles].slice(0, 7).join(", ")}.`,
    );
  }
  const rowOf = new Map<string, Float64Array>();
  for (const { cells, line } of table.rows) {
    const id = cells[caseAt]!;
    if (rowOf.has(id)) {
      throw new StudyError("features", `${table.file}, line ${line}: the case ${quoted(id)} stands twice.`);
    }
    rowOf.set(
      id,
      Float64Array.from(numeric, ({ at }) => cellNumber(cells[at]!, table.decimalComma)),
    );
  }
  return {
    columns: numeric.map(({ column }) => column),
    words: candidates.filter((item) => !numeric.includes(item)).map(({ column }) => column),
    rowOf,
  };
}

/** Columns of a table as numbers, for a model that wants them by name; NaN for an empty cell or a word. @throws StudyError `missing-column` */
export function numbersOfColumns(
  table: TextTable,
  columns: readonly string[],
  rows: readonly TextRow[] = table.rows,
): Table {
  const at = columns.map((column) => columnIndex(table, column));
  return {
    columns,
    rows: rows.map(({ cells }) => Float64Array.from(at, (index) => cellNumber(cells[index]!, table.decimalComma))),
  };
}
