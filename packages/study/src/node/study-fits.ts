import { featureColumns } from "@hilum/radiomics";
import type { FeatureSettings } from "@hilum/radiomics";
import { StudyError } from "../errors.ts";
import type { FitResult, FitResults } from "../fit-results.ts";
import { fitKey } from "../fit-results.ts";
import type { Fit } from "../protocol.ts";
import type { OpenStudy } from "./open-study.ts";
import type { Means } from "./run-means.ts";
import type { Case } from "../cohort.ts";
import type { LesionFeatures } from "./lesion-features.ts";

/** Fits every model with every seed for every fit of the protocol, side by side. @throws StudyError `fit` */
export async function studyFits(
  open: OpenStudy,
  settings: FeatureSettings,
  material: {
    readonly cases: readonly Case[];
    readonly features: readonly LesionFeatures[];
    readonly fits: readonly Fit[];
  },
  { pool, cache, progress }: Means,
): Promise<{ results: FitResults; cached: number; total: number }> {
  const { cases, features, fits } = material;
  const columns = featureColumns(settings);
  const jobs = open.study.models.flatMap((model) =>
    open.study.seeds.flatMap((seed) => fits.map((fit) => ({ model, seed, fit }))),
  );
  progress.start("fits", jobs.length);
  const outcomes = await pool.map(
    "fit",
    jobs.map(({ model, seed, fit }) => ({
      model,
      seed,
      columns,
      train: fit.train.map((i) => features[i]!.values),
      labels: fit.train.map((i) => cases[i]!.label),
      groups: fit.train.map((i) => cases[i]!.patient),
      test: fit.test.map((i) => features[i]!.values),
      cache,
    })),
    () => progress.advance(),
  );
  const results = new Map<string, FitResult>();
  let cached = 0;
  outcomes.forEach((outcome, i) => {
    const { model, seed, fit } = jobs[i]!;
    if (!outcome.ok) throw new StudyError("fit", `${model.name}, ${fit.id}: ${outcome.error}`);
    results.set(fitKey(model.name, seed, fit.id), outcome.value);
    if (outcome.value.cached) cached++;
  });
  return { results, cached, total: jobs.length };
}
