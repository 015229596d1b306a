import type { FitResult } from "./fit-results.ts";

/** In which share of bootstrap samples a model keeps a column. */
export interface SelectionShare {
  readonly model: string;
  readonly column: string;
  readonly share: number;
  readonly bootstraps: number;
}

/** Shares of all columns, largest first; of equal ones in the order of the table. A sample that could not be fitted does not count. */
export function selectionShares(
  model: string,
  columns: readonly string[],
  results: readonly FitResult[],
): SelectionShare[] {
  const kept = new Map<string, number>();
  const fitted = results.flatMap((result) => ("pipeline" in result ? [result.pipeline.model.columns] : []));
  for (const column of fitted.flat()) kept.set(column, (kept.get(column) ?? 0) + 1);
  return columns
    .map((column) => ({ model, column, share: (kept.get(column) ?? 0) / fitted.length, bootstraps: fitted.length }))
    .sort((a, b) => b.share - a.share);
}
