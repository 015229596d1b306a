import type { FittedPipelineJson } from "@hilum/learn/tabular";
import { StudyError } from "./errors.ts";
import type { Chosen } from "./fit-model.ts";
import type { FusionRule } from "./fusion/fused-risk.ts";

/** What one fit of one tabular model gave. */
export interface TabularResult {
  readonly pipeline: FittedPipelineJson;
  /** What inner folds of this fit chose, if the model tunes anything. */
  readonly chosen?: Chosen;
  /** Risk of each test row of the fit. */
  readonly risks: readonly number[];
}

/** What one fit of one combined model gave. */
export interface CombinedResult {
  readonly rule: FusionRule;
  readonly risks: readonly number[];
}

export type FitResult = TabularResult | CombinedResult;

/** The results of all fits, by model, seed and fit. */
export type FitResults = ReadonlyMap<string, FitResult>;

export const fitKey = (model: string, seed: number, fit: string): string => JSON.stringify([model, seed, fit]);

/** The result of a tabular model's fit. */
export function tabularResult(results: FitResults, key: string): TabularResult {
  const found = results.get(key);
  if (!found || !("pipeline" in found)) throw new StudyError("fit", `No fitted model lies under ${key}.`);
  return found;
}
