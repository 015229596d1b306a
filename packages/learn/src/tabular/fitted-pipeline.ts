import { randomStream } from "@hilum/numeric";
import { fittedClassifier, fittedTransform } from "./known-steps.ts";
import { LearnError } from "../learn-error.ts";
import { readPipelineJson } from "./pipeline-json.ts";
import type { FittedPipelineJson } from "./pipeline-json.ts";
import { summarise } from "./pipeline-summary.ts";
import type { PipelineSummary } from "./pipeline-summary.ts";
import { shapleyValues } from "./shapley.ts";
import { sigmoid } from "./sigmoid.ts";
import type { FittedClassifier } from "./step.ts";
import { selectColumns } from "./table.ts";
import type { Table } from "./table.ts";

/** What one feature adds to the log-odds of one case, compared with the mean training case. */
export interface Contribution {
  readonly feature: string;
  /** In the feature's own unit; what it was replaced by where `imputed`. */
  readonly value: number;
  readonly imputed: boolean;
  readonly contribution: number;
}

/** A pipeline whose numbers are learned. Tables may hold more columns than it needs, in any order. */
export interface FittedPipeline {
  /** The columns that the final model really uses. */
  readonly inputs: readonly string[];
  /** Decision value of each row: log-odds for logistic regression and trees, distance in margins for an SVM. */
  decide(table: Table): Float64Array;
  /**
   * Risk of each row: the probability of class 1, in [0, 1].
   *
   * @throws LearnError `no-probability` for an SVM that was fitted without.
   */
  probability(table: Table): Float64Array;
  /**
   * For each row, what every input adds to the log-odds compared with the reference case, the mean of the scaled
   * training rows. They sum to logit(risk) - logit(referenceRisk): closed form for linear models, else Shapley values.
   */
  contributions(table: Table): Contribution[][];
  /** For each row, the values of `inputs` as the model reads them: gaps filled, scaled. */
  scaled(table: Table): Float64Array[];
  /** Risk of the reference case of `contributions`. */
  referenceRisk(): number;
  /** For each row, the inputs that are missing there and were replaced by the training median. */
  imputedIn(table: Table): string[][];
  summary(): PipelineSummary;
  /** Plain JSON; equal fits give equal bytes. */
  toJson(): FittedPipelineJson;
}

/**
 * Reads what `toJson` gave, from any source: everything is checked, nothing is run.
 *
 * @throws LearnError `bad-model` names the place that is wrong.
 */
export function fittedPipelineFromJson(value: unknown): FittedPipeline {
  return fittedPipeline(readPipelineJson(value));
}

/** A pipeline at work, from its numbers. */
export function fittedPipeline(json: FittedPipelineJson): FittedPipeline {
  const inputs = json.model.columns;
  const transforms = json.transforms.map(fittedTransform);
  const imputers = transforms.filter(({ state }) => state.step === "impute");
  const model = fittedClassifier(json.model);
  const centre = Float64Array.from(json.reference);

  /** Both forms of every row: as the table has it, and as the model wants it. */
  const eachRow = <T>(table: Table, of: (scaled: Float64Array, raw: Float64Array) => T): T[] =>
    selectColumns(table, inputs).rows.map((raw, r) => {
      const scaled = raw.map((value, at) =>
        transforms.reduce((v, transform) => transform.value(at, v, table.batches?.[r]), value),
      );
      const gap = scaled.findIndex((value) => !Number.isFinite(value));
      if (gap >= 0) throw unusable(inputs[gap], r, raw[gap]);
      return of(scaled, raw);
    });
  const decide = (row: Float64Array): number => {
    const decision = model.decide(row);
    if (Number.isNaN(decision)) throw new LearnError("bad-model", "The model's numbers overflow. Fit it again.");
    return decision;
  };
  const risk = (row: Float64Array): number => {
    const { slope, offset } = logOddsOf(model);
    return sigmoid(slope * decide(row) + offset);
  };

  return {
    inputs,
    decide: (table) => Float64Array.from(eachRow(table, decide)),
    probability: (table) => Float64Array.from(eachRow(table, risk)),
    contributions(table) {
      const { slope } = logOddsOf(model);
      return eachRow(table, (row, raw) => {
        const parts = decisionParts(model, row, centre);
        return inputs.map((feature, at) => ({
          feature,
          value: imputers.reduce((v, imputer) => imputer.value(at, v), raw[at]),
          imputed: Number.isNaN(raw[at]),
          contribution: slope * parts[at],
        }));
      });
    },
    scaled: (table) => eachRow(table, (row) => row),
    referenceRisk: () => risk(centre),
    imputedIn: (table) => eachRow(table, (_, raw) => inputs.filter((_input, at) => Number.isNaN(raw[at]))),
    summary: () => summarise(json),
    toJson: () => json,
  };
}

/** What each feature adds to the decision value. */
function decisionParts(model: FittedClassifier, row: Float64Array, centre: Float64Array): Float64Array {
  const { weights } = model;
  if (weights) return row.map((value, at) => weights[at] * (value - centre[at]));
  // A stream that depends on nothing else: a case is explained the same way alone and within any table.
  return shapleyValues((mixed) => model.decide(mixed), row, centre, randomStream("shapley"));
}

function logOddsOf(model: FittedClassifier): { readonly slope: number; readonly offset: number } {
  if (model.logOdds) return model.logOdds;
  throw new LearnError(
    "no-probability",
    "This SVM was fitted with probability: false and gives decision values only. Fit it again with probability: true.",
  );
}

function unusable(column: string, row: number, value: number): LearnError {
  return Number.isNaN(value)
    ? new LearnError(
        "missing-value",
        `Row ${row + 1} has no value for "${column}", which the model needs, and no step of the pipeline fills gaps. ` +
          "Complete the table, or fit the pipeline with impute().",
      )
    : new LearnError(
        "not-finite",
        `Row ${row + 1} has ${value} for "${column}": so far from the training rows that scaling overflows. ` +
          "Check its unit.",
      );
}
