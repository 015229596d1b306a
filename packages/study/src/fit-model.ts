import { randomStream } from "@hilum/numeric";
import { LearnError, stratifiedFolds } from "@hilum/learn/tabular";
import type { FittedPipeline, Table } from "@hilum/learn/tabular";
import { logLoss } from "@hilum/stats";
import { modelPipeline } from "./model-pipeline.ts";
import type { TabularModel } from "./study-file/model-schema.ts";

/** The values that inner folds chose, by the field's name; empty for a model that tunes nothing. */
export type Chosen = Readonly<Record<string, number | string>>;

/**
 * Fits a model on training rows; what it tunes is chosen there first, by the log-loss of up to five inner folds, stratified
 * and grouped by patient. Of equally good values the earlier in the study file.
 *
 * @throws LearnError what the pipeline throws; a combination that cannot be fitted is not chosen.
 */
export function fitModel(
  model: TabularModel,
  table: Table,
  labels: readonly number[],
  options: { readonly seed: number; readonly groups: readonly string[] },
): { readonly fitted: FittedPipeline; readonly chosen: Chosen } {
  const combinations = combinationsOf(model.tune ?? {});
  const chosen = combinations.length === 1 ? combinations[0]! : bestOf(combinations, model, table, labels, options);
  return { fitted: modelPipeline(withChosen(model, chosen)).fit(table, labels, options), chosen };
}

/** The model with the chosen values in place of those that it would have without. */
export function withChosen(model: TabularModel, { count, ...values }: Chosen): TabularModel {
  const { select, classifier } = model;
  return {
    ...model,
    ...(typeof count === "number" && select !== "none" && { select: { ...select, count } }),
    classifier: { ...classifier, ...values },
  };
}

function combinationsOf(tune: NonNullable<TabularModel["tune"]>): Chosen[] {
  return Object.entries(tune).reduce<Chosen[]>(
    (all, [key, values]) => all.flatMap((one) => values.map((value) => ({ ...one, [key]: value }))),
    [{}],
  );
}

function bestOf(
  combinations: readonly Chosen[],
  model: TabularModel,
  table: Table,
  labels: readonly number[],
  { seed, groups }: { readonly seed: number; readonly groups: readonly string[] },
): Chosen {
  const count = Math.min(5, new Set(groups).size);
  const foldOf = stratifiedFolds(labels, groups, count, randomStream(seed, "tune"));
  const part = (rows: readonly number[]): Table => ({
    columns: table.columns,
    rows: rows.map((i) => table.rows[i]!),
    ...(table.batches && { batches: rows.map((i) => table.batches![i]!) }),
  });
  const folds = Array.from({ length: count }, (_, fold) => {
    const inside = [...labels.keys()].filter((i) => foldOf[i] !== fold);
    const outside = [...labels.keys()].filter((i) => foldOf[i] === fold);
    return { inside, outside };
  }).filter(({ inside }) => new Set(inside.map((i) => labels[i])).size === 2);
  const losses = combinations.map((chosen) => {
    try {
      return folds.reduce((sum, { inside, outside }) => {
        const own = { seed, groups: inside.map((i) => groups[i]!) };
        const fitted = modelPipeline(withChosen(model, chosen)).fit(
          part(inside),
          inside.map((i) => labels[i]!),
          own,
        );
        const risks = fitted.probability(part(outside));
        return (
          sum +
          outside.length *
            logLoss(
              outside.map((i) => labels[i]!),
              risks,
            )
        );
      }, 0);
    } catch (error) {
      if (error instanceof LearnError) return Infinity;
      throw error;
    }
  });
  return combinations[losses.indexOf(Math.min(...losses))]!;
}
