import { formatCsv } from "./csv-table.ts";
import type { ControlResult } from "../control-results.ts";
import type { SelectionShare } from "../selection-shares.ts";
import type { Balance } from "../match-cases.ts";
import type { Subgroup } from "../subgroups.ts";
import type { ClusteredArea, Metrics } from "../evaluation-types.ts";

const rates = ["accuracy", "sensitivity", "specificity", "ppv", "npv"] as const;
const cell = (value: number | null): number | string => value ?? "";

/** metrics.json as a table: a row for each model and set, one more for all rows together. */
export function resultsTable({ models }: Metrics): string {
  const columns = ["model", "set", "n", "n_positive", "auc", "auc_low", "auc_high", "auc_se", "threshold"];
  const rateColumns = rates.flatMap((rate) => [rate, `${rate}_low`, `${rate}_high`]);
  return formatCsv(
    [...columns, ...rateColumns, "brier", "patients", "auc_clustered_low", "auc_clustered_high", "auc_clustered_se"],
    models.flatMap(({ model, sets, pooled }) => [
      ...sets.map((set) => [
        model,
        set.set,
        set.n,
        set.nPositive,
        cell(set.auc),
        ...interval(set.ci95),
        cell(set.se),
        cell(set.threshold),
        ...rates.flatMap((rate) => [cell(set[rate]), ...interval(set.intervals[rate])]),
        cell(set.brier),
        ...clustered(set.clustered),
      ]),
      [
        model,
        "pooled",
        pooled.n,
        pooled.nPositive,
        cell(pooled.auc),
        ...interval(pooled.ci95),
        cell(pooled.se),
        "",
        ...rateColumns.map(() => ""),
        "",
        ...clustered(pooled.clustered),
      ],
    ]),
  );
}

/** Subgroups as a table: a row for each subgroup, model and set. */
export function subgroupsTable(subgroups: readonly Subgroup[]): string {
  const rateColumns = rates.flatMap((rate) => [rate, `${rate}_low`, `${rate}_high`]);
  return formatCsv(
    ["subgroup", "rule", "model", "set", "n", "n_positive", "auc", "auc_low", "auc_high", "threshold", ...rateColumns],
    subgroups.flatMap(({ name, rule, models }) =>
      models.flatMap(({ model, sets }) =>
        sets.map((set) => [
          name,
          rule,
          model,
          set.set,
          set.n,
          set.nPositive,
          cell(set.auc),
          ...interval(set.ci95),
          cell(set.threshold),
          ...rates.flatMap((rate) => [cell(set[rate]), ...interval(set.intervals[rate])]),
        ]),
      ),
    ),
  );
}

/** Every area of the negative controls. */
export function controlsTable(controls: readonly ControlResult[]): string {
  return formatCsv(
    ["control", "repetition", "model", "set", "auc"],
    controls.map(({ control, repetition, model, set, auc }) => [control, repetition, model, set, cell(auc)]),
  );
}

/** In which share of bootstrap samples each model keeps each column. */
export function stabilityTable(shares: readonly SelectionShare[]): string {
  return formatCsv(
    ["model", "feature", "share", "bootstraps"],
    shares.map(({ model, column, share, bootstraps }) => [model, column, share, bootstraps]),
  );
}

/** How alike the classes are before and after matching. */
export function balanceTable(balance: readonly Balance[]): string {
  return formatCsv(
    ["variable", "smd_before", "smd_after"],
    balance.map(({ variable, before, after }) => [variable, before, after]),
  );
}

/** DeLong's tests between models, a row each. */
export function delongTable({ delong }: Metrics): string {
  return formatCsv(
    ["set", "a", "b", "z", "p", "z_clustered", "p_clustered"],
    delong.map(({ set, a, b, z, p, clustered: byPatient }) => [
      set,
      a,
      b,
      cell(z),
      cell(p),
      byPatient ? cell(byPatient.z) : "",
      byPatient ? byPatient.p : "",
    ]),
  );
}

/** Empty where every case is a patient of its own: the usual interval holds. */
function clustered(area: ClusteredArea | undefined): (number | string)[] {
  return area ? [area.patients, ...area.ci95, area.se] : ["", "", "", ""];
}

function interval(ci: readonly [number, number] | null): (number | string)[] {
  return ci === null ? ["", ""] : [...ci];
}
