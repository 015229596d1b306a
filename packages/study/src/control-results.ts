import type { Metrics } from "./evaluation-types.ts";

/** One area of one model that was trained where there is nothing to learn, or less. */
export interface ControlResult {
  readonly control: "permuted labels" | "shuffled voxels";
  /** Counted from 1. */
  readonly repetition: number;
  readonly model: string;
  readonly set: string;
  readonly auc: number | null;
}

/** The repetitions of a control for one model on one set. */
export interface ControlSummary {
  readonly control: ControlResult["control"];
  readonly model: string;
  readonly set: string;
  readonly repetitions: number;
  readonly mean: number;
  readonly lowest: number;
  readonly highest: number;
}

export function controlResults(
  control: ControlResult["control"],
  repetition: number,
  metrics: Metrics,
): ControlResult[] {
  return metrics.models.flatMap(({ model, sets }) =>
    sets.map(({ set, auc }) => ({ control, repetition, model, set, auc })),
  );
}

/** Mean and range over the repetitions where the area is defined. */
export function summariseControls(results: readonly ControlResult[]): ControlSummary[] {
  const groups = new Map<string, ControlResult[]>();
  for (const result of results) {
    const key = JSON.stringify([result.control, result.model, result.set]);
    groups.set(key, [...(groups.get(key) ?? []), result]);
  }
  return [...groups.values()].flatMap((group) => {
    const areas = group.flatMap(({ auc }) => auc ?? []);
    if (areas.length === 0) return [];
    const { control, model, set } = group[0]!;
    const mean = areas.reduce((sum, area) => sum + area, 0) / areas.length;
    return [
      { control, model, set, repetitions: areas.length, mean, lowest: Math.min(...areas), highest: Math.max(...areas) },
    ];
  });
}
