import { checkPositive } from "../check-option.ts";
import { fitLogistic } from "./fit-logistic.ts";
import type { JsonReader } from "./json-reader.ts";
import { linearClassifier, readLinearLogOdds } from "./linear-log-odds.ts";
import type { LinearLogOdds } from "./linear-log-odds.ts";
import { requireComplete } from "./require-complete.ts";
import type { Classifier } from "./step.ts";
import { take } from "./table.ts";

export interface LogisticOptions {
  /** Ridge; the only penalty so far. */
  readonly penalty?: "l2";
  /** Weight of the data against the penalty 0.5 |w|^2; default 1. Smaller = stronger penalty. */
  readonly c?: number;
}

export interface LogisticState extends LinearLogOdds {
  readonly step: "logistic";
  readonly c: number;
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
      return linearClassifier<LogisticState>({
        step: "logistic",
        c,
        columns: take(table.columns, used),
        coefficients: used.map((at) => coefficients[at]),
        intercept,
      });
    },
  };
}

export function readLogistic(json: JsonReader): LogisticState {
  return { step: "logistic", c: json.key("c").number(0), ...readLinearLogOdds(json) };
}
