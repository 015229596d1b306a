import type { Metrics, PredictionTable } from "./evaluation-types.ts";
import type { Subgroup } from "./subgroups.ts";

/** The column of a single seed in predictions and metrics: names of models hold no @. */
export const seedColumn = (model: string, seed: number): string => `${model}@${seed}`;
/** Whether a column of predictions and metrics is a model's mean over its seeds, not a single seed. */
export const isMeanOverSeeds = (column: string): boolean => !column.includes("@");

interface Results {
  readonly predictions: PredictionTable;
  readonly metrics: Metrics;
  readonly subgroups: readonly Subgroup[];
}

/** The results of models without those of single seeds: what a reader compares are the means. */
export function meansOverSeeds({ predictions, metrics, subgroups }: Results): Results {
  const kept = predictions.models.map(isMeanOverSeeds);
  return {
    predictions: {
      models: predictions.models.filter(isMeanOverSeeds),
      rows: predictions.rows.map((row) => ({ ...row, scores: row.scores.filter((_, column) => kept[column]) })),
    },
    metrics: {
      ...metrics,
      models: metrics.models.filter(({ model }) => isMeanOverSeeds(model)),
      delong: metrics.delong.filter(({ a, b }) => isMeanOverSeeds(a) && isMeanOverSeeds(b)),
    },
    subgroups: subgroups.map((subgroup) => ({
      ...subgroup,
      models: subgroup.models.filter(({ model }) => isMeanOverSeeds(model)),
    })),
  };
}
