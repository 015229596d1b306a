import { LearnError } from "../learn-error.ts";

/** Cases in rows, features in named columns; NaN is a missing value. */
export interface Table {
  /** Names of the columns, each once. */
  readonly columns: readonly string[];
  /** One list of numbers per case, in the order of `columns`. */
  readonly rows: readonly ArrayLike<number>[];
  /** Hospital of each row, for steps that harmonise hospitals. */
  readonly batches?: readonly string[];
}

/** A table whose rows are known to be complete lists of numbers or NaN. */
export interface DenseTable {
  readonly columns: readonly string[];
  readonly rows: readonly Float64Array[];
  readonly batches?: readonly string[];
}

/**
 * These columns of a table, in this order, whatever else it holds.
 *
 * @throws LearnError `missing-column` (names the columns), `duplicate-column`, `ragged-table` or `not-finite`.
 */
export function selectColumns(table: Table, columns: readonly string[]): DenseTable {
  const position = new Map(table.columns.map((column, at) => [column, at]));
  if (position.size < table.columns.length) {
    const twice = table.columns.find((column, at) => position.get(column) !== at);
    throw new LearnError("duplicate-column", `The table has two columns "${twice}". Give every column its own name.`);
  }
  const missing = columns.filter((column) => !position.has(column));
  if (missing.length > 0) {
    throw new LearnError(
      "missing-column",
      `The table lacks ${missing.length} of ${columns.length} needed columns: ${shortList(missing)}. ` +
        `It has ${table.columns.length} others; compute the features with the preset of the model.`,
    );
  }
  const from = columns.map((column) => position.get(column) ?? 0);
  const rows = table.rows.map((row, r) => {
    if (row.length !== table.columns.length) {
      throw new LearnError(
        "ragged-table",
        `Row ${r + 1} has ${row.length} values, the table has ${table.columns.length} columns. Mark gaps with NaN.`,
      );
    }
    return Float64Array.from(from, (at, j) => finiteOrMissing(row[at], r, columns[j]));
  });
  return { columns: [...columns], rows, ...(table.batches && { batches: table.batches }) };
}

function finiteOrMissing(value: number, row: number, column: string): number {
  if (Number.isFinite(value) || Number.isNaN(value)) return value;
  throw new LearnError(
    "not-finite",
    `Row ${row + 1} holds ${value} in "${column}". A value must be finite, or NaN where it is missing.`,
  );
}

/** The values of one column of a table. */
export function columnValues(table: DenseTable, at: number): Float64Array {
  return Float64Array.from(table.rows, (row) => row[at]);
}

/** Some rows of a list, by index. */
export function take<T>(items: readonly T[], indices: readonly number[]): T[] {
  return indices.map((i) => items[i]);
}

/** The first names of a list, for a message. */
function shortList(names: readonly string[]): string {
  return names.length > 5 ? `${names.slice(0, 5).join(", ")} and ${names.length - 5} more` : names.join(", ");
}
