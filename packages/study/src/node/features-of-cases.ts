import type { Table } from "@hilum/learn/tabular";
import type { FeatureSettings } from "@hilum/radiomics";
import { featureTable } from "../tables/feature-table.ts";
import type { Outcome } from "./attempt.ts";
import type { CaseFiles } from "./case-files.ts";
import type { LabelFeatures, LesionFeatures } from "./lesion-features.ts";
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

/** Which lesion of each mask, or all of them: a case `n01` with the labels 1 and 2 becomes `n01_label1` and `n01_label2`. */
export interface CasesOptions extends Omit<LesionOptions, "label"> {
  readonly label?: number | "all" | undefined;
  /** Voxels in random order inside the mask, a negative control. */
  readonly shuffled?: boolean | undefined;
}

/** Computes the features of many cases side by side; a case that fails is listed and the rest goes on. */
export async function featuresOfCases<C extends Pick<CaseFiles, "case" | "image" | "mask">>(
  cases: readonly C[],
  settings: FeatureSettings,
  { label, ...options }: CasesOptions,
  { pool, cache, progress, signal }: Omit<Means, "cache"> & { readonly cache?: string },
): Promise<FeaturesOfCases<C>> {
  progress.start("features", cases.length);
  const tell = (index: number, outcome: Outcome<unknown>) => {
    // Threads that were ended because somebody asked have nothing to say of their cases.
    if (!outcome.ok && !signal?.aborted) progress.warn(`${cases[index]!.case}: ${outcome.error}`);
    progress.advance();
  };
  const requests = cases.map(({ image, mask }) => ({ image, mask, settings, cache, ...options }));
  const outcomes =
    label === "all"
      ? (await pool.map("labelFeatures", requests, tell)).flatMap((outcome, i) => lesionsOf(cases[i]!, outcome))
      : (
          await pool.map(
            "features",
            requests.map((request) => ({ ...request, label })),
            tell,
          )
        ).map((outcome, i) => ({ item: cases[i]!, outcome }));
  signal?.throwIfAborted();
  const done: C[] = [];
  const features: LesionFeatures[] = [];
  const failures: { case: string; error: string }[] = [];
  let cached = 0;
  for (const { item, outcome } of outcomes) {
    if (outcome.ok) {
      done.push(item);
      features.push(outcome.value);
      if ("cached" in outcome.value && outcome.value.cached) cached++;
    } else failures.push({ case: item.case, error: outcome.error });
  }
  const table = featureTable(
    settings,
    features.map(({ values }) => values),
  );
  return { cases: done, features, table, failures, cached };
}

/** Name of one lesion of a case. */
export function labelledCase(name: string, label: number): string {
  return `${name}_label${label}`;
}

/** The lesions of a case, each as a case; the case itself if its files cannot be read. */
function lesionsOf<C extends Pick<CaseFiles, "case">>(
  item: C,
  lesions: Outcome<LabelFeatures[]>,
): { readonly item: C; readonly outcome: Outcome<LesionFeatures> }[] {
  if (!lesions.ok) return [{ item, outcome: lesions }];
  return lesions.value.map(({ label, outcome }) => ({
    item: { ...item, case: labelledCase(item.case, label) },
    outcome,
  }));
}
