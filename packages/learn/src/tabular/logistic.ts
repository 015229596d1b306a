import { checkPositive } from "../check-option.ts";
import { fitLogistic } from "./fit-logistic.ts";
import type { JsonReader } from "./json-reader.ts";
import { requireComplete } from "./require-complete.ts";
import type { Classifier, FittedClassifier } from "./step.ts";
import { take } from "./table.ts";

export interface LogisticOptions {
  /** Ridge; the only penalty so far. */
  readonly penalty?: "l2";
  /** Weight of the data against the penalty 0.5 |w|^2; default 1. Smaller = stronger penalty. */
  readonly c?: number;
}

export interface LogisticState {
  readonly step: "logistic";
  readonly c: number;
  readonly columns: readonly string[];
  readonly coefficients: readonly number[];
  readonly intercept: number;
}

/** Logistic regression with a ridge penalty; a column that is constant after scaling gets no coefficient. */
export function logistic({ c = 1 }: LogisticOptions = {}): Classifier<LogisticState> {
  checkPositive("logistic's c", c);
  return {
    kind: "classifier",
    name: "logistic",
    fit({ table, labels }) {
      requireComplete(table, "logistic()");
      const { intercept, coefficients } = fitLogistic(table.rows, labels, { c });
      const used = [...coefficients.keys()].filter((at) => coefficients[at] !== 0);
      return fittedLogistic({
        step: "logistic",
        c,
        columns: take(table.columns, used),
        coefficients: used.map((at) => coefficients[at]),
        intercept,
      });
    },
  };
}

export function fittedLogistic(state: LogisticState): FittedClassifier<LogisticState> {
  return {
    columns: state.columns,
    decide: (row) => state.coefficients.reduce((sum, w, j) => sum + w * row[j], state.intercept),
    logOdds: { slope: 1, offset: 0 },
    weights: state.coefficients,
    state,
  };
}

export function readLogistic(json: JsonReader): LogisticState {
  const columns = json.key("columns").columns();
  return {
    step: "logistic",
    c: json.key("c").number(0),
    columns,
    coefficients: json.key("coefficients").numbers(columns.length),
    intercept: json.key("intercept").number(),
  };
}
