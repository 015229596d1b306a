import type { Table } from "@hilum/learn/tabular";
import type { Assessment, BundleModel } from "./bundle.ts";
import { formatCsv } from "../tables/csv-table.ts";

/** A case whose risk is asked for; `label` only where its true state is known. */
export interface CaseToAssess {
  readonly case: string;
  readonly label?: string | undefined;
}

/** The CSV that `hilum predict --cases` writes, and a run for the cases its saved model was fitted on. */
export function formatBundlePredictions(cases: readonly CaseToAssess[], assessments: readonly Assessment[]): string {
  const labelled = cases.some((item) => item.label !== undefined);
  return formatCsv(
    ["case", "risk", "decision", ...(labelled ? ["label"] : [])],
    cases.map((item, i) => {
      const { risk, decision } = assessments[i]!;
      return [item.case, risk, decision, ...(labelled ? [item.label ?? ""] : [])];
    }),
  );
}

/** Assesses cases and writes them as a table. */
export function bundlePredictions(model: BundleModel, cases: readonly CaseToAssess[], features: Table): string {
  return formatBundlePredictions(cases, model.assess(features));
}
