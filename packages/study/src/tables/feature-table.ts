import type { Table } from "@hilum/learn/tabular";
import { featureColumns } from "@hilum/radiomics";
import type { FeatureSettings, FeatureValue } from "@hilum/radiomics";
import { formatCsv } from "./csv-table.ts";

/** The features of cases as a table of numbers, NaN where a feature is impossible. */
export function featureTable(settings: FeatureSettings, rows: readonly (readonly (number | null)[])[]): Table {
  return { columns: featureColumns(settings), rows: rows.map((values) => Float64Array.from(values, (v) => v ?? NaN)) };
}

/** One row per case: `case` and a column `image_family_feature` for each feature. */
export function formatWideFeatures(cases: readonly string[], { columns, rows }: Table): string {
  return formatCsv(
    ["case", ...columns],
    rows.map((row, i) => [cases[i]!, ...Array.from(row)]),
  );
}

/** One row per feature: case, image, family, feature, value, note. */
export function formatTidyFeatures(
  lesions: readonly { readonly case: string; readonly features: readonly FeatureValue[] }[],
): string {
  return formatCsv(
    ["case", "image", "family", "feature", "value", "note"],
    lesions.flatMap(({ case: name, features }) =>
      features.map((f) => [name, f.image, f.family, f.feature, f.value, f.note]),
    ),
  );
}

/** The cases that could not be done, and why. */
export function formatErrors(failures: readonly { readonly case: string; readonly error: string }[]): string {
  return formatCsv(
    ["case", "error"],
    failures.map((failure) => [failure.case, failure.error]),
  );
}
