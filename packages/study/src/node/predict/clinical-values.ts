import type { Table } from "@hilum/learn/tabular";
import type { ModelBundle } from "../../bundle/bundle.ts";
import { wholeTable } from "../../case-table.ts";
import { encodeClinical } from "../../clinical-encoding.ts";
import type { Cells } from "../../clinical-encoding.ts";
import { cellsOf, columnIndex } from "../../tables/csv-table.ts";
import type { TextRow, TextTable } from "../../tables/csv-table.ts";

type ReadsClinical = Pick<ModelBundle, "clinical">;

/** The clinical columns that a saved model reads. */
export function clinicalColumnsOf({ clinical }: ReadsClinical): string[] {
  return (clinical?.variables ?? []).map(({ column }) => column);
}

/**
 * The cells of a table that a saved model's clinical variables are made of.
 *
 * @throws StudyError `missing-column` for one that the table lacks, which is no gap in every case.
 */
export function clinicalCells(
  model: ReadsClinical,
  table: TextTable,
  cases: readonly { readonly row: TextRow }[],
): Cells[] {
  const columns = clinicalColumnsOf(model).map((column) => ({ column, index: columnIndex(table, column) }));
  return cases.map(({ row }) => cellsOf(row, columns, table.decimalComma));
}

/** Features and clinical variables of cases side by side, as a saved model reads them. */
export function joinedTable(
  { clinical = { variables: [], missing: [] } }: ReadsClinical,
  features: Table,
  cells: readonly Cells[],
  centres: readonly string[] = cells.map(() => ""),
): Table {
  return wholeTable({ features, clinical: encodeClinical(clinical, cells), centres });
}
