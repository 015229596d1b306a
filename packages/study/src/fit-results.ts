import type { FittedPipelineJson } from "@hilum/learn/tabular";

/** What one fit of one model gave. */
export interface FitResult {
  readonly pipeline: FittedPipelineJson;
  /** Risk of each test row of the fit. */
  readonly risks: readonly number[];
}

/** The results of all fits, by model, seed and fit. */
export type FitResults = ReadonlyMap<string, FitResult>;

export const fitKey = (model: string, seed: number, fit: string): string => JSON.stringify([model, seed, fit]);
