import { youdenThreshold } from "@hilum/stats";
import { meanRisk } from "./bundle/bundle.ts";
import { validationPart } from "./cohort.ts";
import type { Case } from "./cohort.ts";
import { StudyError } from "./errors.ts";
import { evaluatePredictions } from "./evaluation.ts";
import type { Metrics, PredictionRow, PredictionTable } from "./evaluation-types.ts";
import { fitKey } from "./fit-results.ts";
import type { FitResults } from "./fit-results.ts";
import { seedColumn } from "./means-over-seeds.ts";
import type { ModelSettings } from "./study-file/model-schema.ts";
import { crossValidationSet, leaveOutSet } from "./protocol.ts";
import type { Fit } from "./protocol.ts";
import type { Study } from "./study-file/study-file.ts";

/** Columns of predictions.csv: each model, and each of its seeds if there are several. */
export function predictionTable(
  models: readonly ModelSettings[],
  seeds: readonly number[],
  fits: readonly Fit[],
  cases: readonly Case[],
  results: FitResults,
): PredictionTable {
  const reported = fits.filter(({ within }) => within === undefined);
  const rows = reported.flatMap((fit) =>
    fit.test.map((index, position): PredictionRow => {
      const item = cases[index]!;
      const scores = models.flatMap((model) => {
        const risks = seeds.map((seed) => results.get(fitKey(model.name, seed, fit.id))!.risks[position]!);
        return seeds.length === 1 ? risks : [meanRisk(risks), ...risks];
      });
      const { id, patient, centre, label } = item;
      return { case: id, patient, centre, set: fit.set ?? item.part, fold: fit.fold, label, scores };
    }),
  );
  const names = models.flatMap(({ name }) =>
    seeds.length === 1 ? [name] : [name, ...seeds.map((seed) => seedColumn(name, seed))],
  );
  return { models: names, rows };
}

/**
 * Clean: thresholds are fixed before a reported set is looked at: Youden's point of the out-of-fold risks of the developing
 * part, for a left-out centre without the cases of that centre. Paper: Youden's point on the validation part.
 */
export function evaluateRun(predictions: PredictionTable, { models, protocol }: Study): Metrics {
  const chosenOn = protocol === "paper" ? validationPart : crossValidationSet;
  if (!predictions.rows.some((row) => row.set === chosenOn)) {
    throw new StudyError("folds", `None of the folds of ${models.length} models could be fitted.`);
  }
  return evaluatePredictions(predictions, {
    threshold: {
      kind: "per-set",
      of: (model, set) => developmentThreshold(predictions, model, set),
      rule: protocol === "paper" ? paperRule : cleanRule,
    },
  });
}

const cleanRule =
  "Youden's point of the out-of-fold risks of the developing part; for a left-out centre, of the other centres' cases " +
  "(whose folds did learn from it). On cross-validation itself the threshold is apparent; elsewhere no label of the " +
  "set chose it.";
const paperRule =
  "Youden's point on the validation part, as published; there the rates are apparent. The tests had no part in it.";

/**
 * Youden's threshold of the risks that the protocol chooses it on: out of fold, without the cases of the centre that `set`
 * leaves out; without folds, those of the validation part.
 */
export function developmentThreshold(predictions: PredictionTable, model: string, set?: string): number | null {
  const column = predictions.models.indexOf(model);
  const folds = predictions.rows.some((row) => row.set === crossValidationSet);
  const rows = predictions.rows.filter((row) =>
    folds
      ? row.set === crossValidationSet && (set === undefined || set !== leaveOutSet(row.centre ?? ""))
      : row.set === validationPart,
  );
  const labels = rows.map((row) => row.label);
  if (new Set(labels).size < 2) return null;
  return youdenThreshold(
    labels,
    rows.map((row) => row.scores[column]!),
  );
}
