import { randomStream } from "@hilum/numeric";
import { fittedPipeline } from "./fitted-pipeline.ts";
import type { FittedPipeline } from "./fitted-pipeline.ts";
import type { ClassifierState, TransformState } from "./known-steps.ts";
import { LearnError } from "../learn-error.ts";
import { requireComplete } from "./require-complete.ts";
import { applyTransform } from "./step.ts";
import type { Classifier, FittedTransform, Transform } from "./step.ts";
import { columnValues, selectColumns } from "./table.ts";
import type { Table } from "./table.ts";

export interface FitOptions {
  /** Decides every random draw of the fit. */
  readonly seed: string | number;
  /** Patient of each row; inner splits keep a patient's rows together. Default: every row is its own patient. */
  readonly groups?: readonly (string | number)[];
}

/** Steps that are not fitted yet. */
export interface Pipeline {
  /**
   * Learns every number from these rows, scaling and selection included.
   *
   * @param labels - 1 = positive, 0 = negative, one for each row.
   * @throws LearnError `wrong-length`, `bad-label`, `one-class`, `empty-table`, and what the steps throw.
   */
  fit(table: Table, labels: ArrayLike<number>, options: FitOptions): FittedPipeline;
}

/** Chains transforms and, last, a model; `fit` gives what can be applied to new cases. */
export function pipeline(
  ...steps: readonly [...transforms: Transform<TransformState>[], model: Classifier<ClassifierState>]
): Pipeline {
  const transforms = steps.filter((step) => step.kind === "transform");
  const classifiers = steps.filter((step) => step.kind === "classifier");
  return {
    fit(table, labels, { seed, groups }) {
      const training = checkTraining(table, labels, groups);
      const random = randomStream(seed, "tabular");
      let current = training.table;
      const fitted: FittedTransform<TransformState>[] = [];
      for (const step of transforms) {
        const transform = step.fit({ ...training, table: current, random: random.fork(step.name) });
        fitted.push(transform);
        current = applyTransform(transform, current);
      }
      const [classifier] = classifiers;
      const model = classifier.fit({ ...training, table: current, random: random.fork(classifier.name) });
      requireComplete(current, `${classifier.name}()`);
      const used = selectColumns(current, model.columns);
      return fittedPipeline({
        format: "hilum-tabular-pipeline",
        version: 1,
        training: {
          rows: training.labels.length,
          positives: training.labels.filter((label) => label === 1).length,
          columns: training.table.columns.length,
        },
        transforms: fitted.map((transform) => transform.only(model.columns).state),
        model: model.state,
        reference: model.columns.map((_, at) => meanOf(columnValues(used, at))),
      });
    },
  };
}

function checkTraining(table: Table, labels: ArrayLike<number>, groups?: readonly (string | number)[]) {
  const rows = table.rows.length;
  if (rows === 0 || table.columns.length === 0) {
    throw new LearnError(
      "empty-table",
      `The training table has ${rows} rows and ${table.columns.length} columns; a model needs at least one of each.`,
    );
  }
  if (labels.length !== rows || (groups && groups.length !== rows)) {
    throw new LearnError(
      "wrong-length",
      `The training table has ${rows} rows, but there are ${labels.length} labels` +
        `${groups ? ` and ${groups.length} groups` : ""}. Give one for each row.`,
    );
  }
  const list = Array.from(labels);
  const odd = list.findIndex((label) => label !== 0 && label !== 1);
  if (odd >= 0) {
    throw new LearnError("bad-label", `The label of row ${odd + 1} is ${list[odd]}; it must be 1 (positive) or 0.`);
  }
  const positives = list.filter((label) => label === 1).length;
  if (positives === 0 || positives === rows) {
    throw new LearnError(
      "one-class",
      `${positives} of ${rows} training rows are positive; a model needs rows of both classes.`,
    );
  }
  return { table: selectColumns(table, table.columns), labels: list, groups: groups ?? [...list.keys()] };
}

function meanOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value / values.length, 0);
}
