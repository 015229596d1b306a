import type { JsonReader } from "./json-reader.ts";
import { LearnError } from "../learn-error.ts";
import { requireComplete } from "./require-complete.ts";
import { positionsOf } from "./step.ts";
import type { FittedTransform, Transform } from "./step.ts";
import { columnValues } from "./table.ts";

export interface StandardiseState {
  readonly step: "standardise";
  readonly columns: readonly string[];
  readonly mean: readonly number[];
  /** Standard deviation of the training rows, divided by n; 0 for a constant column. */
  readonly sd: readonly number[];
}

/**
 * Z-scores: every column minus its training mean, divided by its training standard deviation (with n, not n - 1).
 * A column that is constant in the training rows becomes 0 for every case.
 *
 * @throws LearnError `missing-value` or `not-finite` from `fit`.
 */
export function standardise(): Transform<StandardiseState> {
  return {
    kind: "transform",
    name: "standardise",
    fit({ table }) {
      requireComplete(table, "standardise()");
      const moments = table.columns.map((column, at) => columnMoments(column, columnValues(table, at)));
      return fittedStandardise({
        step: "standardise",
        columns: table.columns,
        mean: moments.map((m) => m.mean),
        sd: moments.map((m) => m.sd),
      });
    },
  };
}

export function fittedStandardise(state: StandardiseState): FittedTransform<StandardiseState> {
  return {
    columns: state.columns,
    value: (at, value) => (state.sd[at] === 0 ? 0 : (value - state.mean[at]) / state.sd[at]),
    only(columns) {
      const at = positionsOf(state.columns, columns);
      return fittedStandardise({
        step: "standardise",
        columns: [...columns],
        mean: at.map((i) => state.mean[i]),
        sd: at.map((i) => state.sd[i]),
      });
    },
    state,
  };
}

export function readStandardise(json: JsonReader): StandardiseState {
  const columns = json.key("columns").columns();
  return {
    step: "standardise",
    columns,
    mean: json.key("mean").numbers(columns.length),
    sd: json.key("sd").numbers(columns.length, 0),
  };
}

function columnMoments(column: string, values: Float64Array): { mean: number; sd: number } {
  const n = values.length;
  const mean = values.reduce((sum, value) => sum + value / n, 0);
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2 / n, 0);
  if (!Number.isFinite(variance)) {
    throw new LearnError(
      "not-finite",
      `"${column}" is too large to standardise: its variance overflows. Rescale the column, or take its logarithm.`,
    );
  }
  // A constant such as 0.1 has a mean off by rounding: below that bound a spread means nothing (as in scikit-learn).
  const rounding = n * Number.EPSILON * Math.abs(mean);
  const constant = variance <= n * Number.EPSILON * variance + rounding * rounding;
  return { mean, sd: constant ? 0 : Math.sqrt(variance) };
}
