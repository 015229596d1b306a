import { LearnError } from "../learn-error.ts";
import type { DenseTable } from "./table.ts";

/** Refuses a table with missing values, naming the first, on behalf of a step that cannot work with them. */
export function requireComplete(table: DenseTable, step: string): void {
  for (const [r, row] of table.rows.entries()) {
    const at = row.findIndex(Number.isNaN);
    if (at >= 0) {
      throw new LearnError(
        "missing-value",
        `Row ${r + 1} has no value for "${table.columns[at]}", and ${step} needs one. Put impute() before it.`,
      );
    }
  }
}
