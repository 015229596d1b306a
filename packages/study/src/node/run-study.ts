import { join } from "node:path";
import type { FeatureSettings } from "@hilum/radiomics";
import { StudyError } from "../errors.ts";
import type { Metrics } from "../evaluation-types.ts";
import { planFits, refitId, unfittable } from "../protocol.ts";
import { radiomicsSettings } from "../study-file/radiomics-settings.ts";
import { refitBundle } from "../bundle/refit-bundle.ts";
import { evaluateRun, predictionTable } from "../study-predictions.ts";
import { filesOf, openStudy } from "./open-study.ts";
import type { OpenStudy } from "./open-study.ts";
import { silent } from "./progress.ts";
import type { Progress } from "./progress.ts";
import type { Means } from "./run-means.ts";
import { writeFileAtomic } from "./atomic-file.ts";
import { featuresOfCases } from "./features-of-cases.ts";
import { studyFits } from "./study-fits.ts";
import type { StudyRun } from "./study-run.ts";
import { version } from "./version.ts";
import { openWorkerPool } from "./worker-pool.ts";
import { writeRun } from "./write-run.ts";

export interface RunOptions {
  /** Folder of the run; made if it is not there. Default: runs/NAME. */
  readonly out?: string | undefined;
  /** Worker threads; default: one for each core. */
  readonly jobs?: number | undefined;
  readonly progress?: Progress;
}

/** Where a finished run lies and what came out. */
export interface RunSummary {
  readonly report: string;
  readonly out: string;
  readonly metrics: Metrics;
  readonly failures: readonly { readonly case: string; readonly error: string }[];
}

/**
 * Runs a study from its file to its report: cohort, features, fits, predictions, evaluation, bundles, report.
 *
 * Safe to kill at any moment: features and fits lie in `out/cache` under the hash of what decides them, and the same call
 * goes on from there to the same bytes.
 *
 * @throws StudyError if the study, its table or too many cases are unusable.
 */
export async function runStudy(path: string, { out: given, jobs, progress = silent }: RunOptions): Promise<RunSummary> {
  const open = await openStudy(path);
  const out = given ?? join("runs", open.study.name);
  const { resampleMask: _resampleMask, ...radiomics } = open.study.radiomics;
  const settings = radiomicsSettings(radiomics, open.file);
  const cache = join(out, "cache");
  // Written first, so that a folder that cannot be written is found before hours of work; it keeps the cache out of git.
  await writeFileAtomic(join(cache, ".gitignore"), "*\n");
  const pool = openWorkerPool(jobs);
  try {
    const means = { pool, cache, progress };
    const run = await carryOut(open, settings, means);
    const report = await writeRun(run, out, means);
    return { report, out, metrics: run.metrics, failures: run.failures };
  } finally {
    await pool.close();
  }
}

async function carryOut(open: OpenStudy, settings: FeatureSettings, means: Means): Promise<StudyRun> {
  const { study, cohort } = open;
  const { progress } = means;
  const warnings = [...cohort.warnings];
  const timings: { step: string; seconds: number; cached: number; total: number }[] = [];
  const timed = async <T extends { cached: number; total: number }>(
    step: string,
    work: () => Promise<T>,
  ): Promise<T> => {
    const start = performance.now();
    const result = await work();
    timings.push({ step, seconds: (performance.now() - start) / 1000, cached: result.cached, total: result.total });
    return result;
  };

  const eligible = cohort.cases.map((item) => ({ ...item, case: item.id, ...filesOf(open, item) }));
  const { resampleMask } = study.radiomics;
  const extracted = await timed("features", async () => {
    const all = await featuresOfCases(eligible, settings, { resampleMask }, means);
    return { ...all, total: eligible.length };
  });
  const cases = extracted.cases.map(({ id }) => cohort.cases.find((item) => item.id === id)!);
  const { features, failures } = extracted;
  const noted = features.filter(
    ({ warnings: remarks, notes }) => remarks.length + Object.keys(notes).length > 0,
  ).length;
  if (noted > 0) warnings.push(`Remarks on ${noted} of ${cases.length} lesions stand in tables/warnings.csv.`);
  if (cases.length === 0) {
    throw new StudyError(
      "no-cases",
      `None of ${cohort.cases.length} cases could be read. The first: ${failures[0]?.error ?? ""}`,
    );
  }
  const fits = planFits(cases, study).filter((fit) => {
    const reason = unfittable(fit, cases);
    if (reason !== undefined) warnings.push(`Left out: ${reason}.`);
    return reason === undefined;
  });
  if (!fits.some((fit) => fit.id === refitId)) {
    throw new StudyError("one-class", warnings.at(-1) ?? "The developing part cannot be fitted.");
  }

  const fitted = await timed("fits", () => studyFits(open, settings, { cases, features, fits }, means));
  const predictions = predictionTable(study.models, study.seeds, fits, cases, fitted.results);
  const metrics = evaluateRun(predictions, study.models);
  for (const message of warnings) progress.warn(message);
  return {
    open,
    settings,
    cases,
    features,
    failures,
    predictions,
    metrics,
    models: study.models.map((model) => ({
      saved: refitBundle(model, { study, settings, cases, predictions, results: fitted.results, version }),
    })),
    warnings,
    timings,
  };
}
