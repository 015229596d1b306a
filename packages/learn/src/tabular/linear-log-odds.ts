import type { JsonReader } from "./json-reader.ts";
import type { FittedClassifier } from "./step.ts";

/** A fitted linear model of the log-odds: intercept + sum of coefficient times value over its columns. */
export interface LinearLogOdds {
  readonly columns: readonly string[];
  /** Aligned with `columns`, per unit of each column. */
  readonly coefficients: readonly number[];
  readonly intercept: number;
}

/** The classifier of a state that holds such a model, however its coefficients were found. */
export function linearClassifier<State extends LinearLogOdds>(state: State): FittedClassifier<State> {
  return {
    columns: state.columns,
    decide: (row) => state.coefficients.reduce((sum, w, j) => sum + w * row[j], state.intercept),
    logOdds: { slope: 1, offset: 0 },
    weights: state.coefficients,
    state,
  };
}

/** Reads the model back. @throws LearnError `bad-model` that names the field. */
export function readLinearLogOdds(json: JsonReader): LinearLogOdds {
  const columns = json.key("columns").columns();
  return {
    columns,
    coefficients: json.key("coefficients").numbers(columns.length),
    intercept: json.key("intercept").number(),
  };
}
