import type { Table } from "@hilum/learn/tabular";
import type { FeatureSettings } from "@hilum/radiomics";
import { featureTable } from "../tables/feature-table.ts";
import type { CaseFiles } from "./case-files.ts";
import type { LesionFeatures } from "./lesion-features.ts";
import type { LesionOptions } from "./lesion-files.ts";
import type { Means } from "./run-means.ts";

/** The features of the cases that could be read, and why the others could not. */
export interface FeaturesOfCases<C> {
  readonly cases: readonly C[];
  readonly features: readonly LesionFeatures[];
  readonly table: Table;
  readonly failures: readonly { readonly case: string; readonly error: string }[];
  /** How many came from the cache. */
  readonly cached: number;
}

/** Computes the features of many cases side by side; a case that fails is listed and the rest goes on. */
export async function featuresOfCases<C extends Pick<CaseFiles, "case" | "image" | "mask">>(
  cases: readonly C[],
  settings: FeatureSettings,
  options: LesionOptions,
  { pool, cache, progress, signal }: Omit<Means, "cache"> & { readonly cache?: string },
): Promise<FeaturesOfCases<C>> {
  progress.start("features", cases.length);
  const outcomes = await pool.map(
    "features",
    cases.map(({ image, mask }) => ({ image, mask, settings, cache, ...options })),
    (index, outcome) => {
      // Threads that were ended because somebody asked have nothing to say of their cases.
      if (!outcome.ok && !signal?.aborted) progress.warn(`${cases[index]!.case}: ${outcome.error}`);
      progress.advance();
    },
  );
  signal?.throwIfAborted();
  const done: C[] = [];
  const features: LesionFeatures[] = [];
  const failures: { case: string; error: string }[] = [];
  let cached = 0;
  outcomes.forEach((outcome, i) => {
    const item = cases[i]!;
    if (outcome.ok) {
      done.push(item);
      features.push(outcome.value);
      if (outcome.value.cached) cached++;
    } else failures.push({ case: item.case, error: outcome.error });
  });
  const table = featureTable(
    settings,
    features.map(({ values }) => values),
  );
  return { cases: done, features, table, failures, cached };
}
