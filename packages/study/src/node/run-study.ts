import { StudyError } from "../errors.ts";
import type { Metrics } from "../evaluation-types.ts";
import { refitFusion } from "../bundle/refit-fusion.ts";
import { runControls } from "./jobs/run-controls.ts";
import { runStability } from "./jobs/run-stability.ts";
import { refitBundle } from "../bundle/refit-bundle.ts";
import { refitNetworks } from "../bundle/refit-networks.ts";
import { evaluateRun, predictionTable } from "../study-predictions.ts";
import { withFusions } from "../fusion/with-fusions.ts";
import { isCombined, isNetwork, isTabular } from "../study-file/model-schema.ts";
import type { ModelSettings } from "../study-file/model-schema.ts";
import { evaluateSubgroups } from "../subgroups.ts";
import { jobList } from "./jobs/job-list.ts";
import { prepareStudy } from "./jobs/prepare-study.ts";
import { runJobs } from "./jobs/run-jobs.ts";
import type { IncompleteModel } from "./jobs/run-jobs.ts";
import { runFolder, withMeans } from "./jobs/study-jobs.ts";
import type { JobsOptions } from "./jobs/study-jobs.ts";
import { openStudy } from "./open-study.ts";
import type { OpenStudy } from "./open-study.ts";
import type { Means } from "./run-means.ts";
import type { StudyRun } from "./study-run.ts";
import { version } from "./version.ts";
import { writeRun } from "./write-run.ts";

export type RunOptions = JobsOptions;

/** Where a finished run lies and what came out. */
export interface RunSummary {
  readonly report: string;
  readonly out: string;
  readonly metrics: Metrics;
  readonly failures: readonly { readonly case: string; readonly error: string }[];
  /** Models that are left out of the results because a job of theirs failed. */
  readonly incomplete: readonly IncompleteModel[];
}

/**
 * Runs a study from its file to its report: cohort, features, fits, predictions, evaluation, bundles, report.
 *
 * Safe to kill at any moment: features and fits lie in `out/cache` under the hash of what decides them, and the same call
 * goes on from there to the same bytes.
 *
 * @throws StudyError if the study, its table or too many cases are unusable, or no model could be completed.
 */
export async function runStudy(path: string, options: RunOptions): Promise<RunSummary> {
  const open = await openStudy(path, options.scale);
  const out = runFolder(open.study.name, options.out);
  return withMeans(out, options, async (means) => {
    const run = await carryOut(open, means);
    const report = await writeRun(run, out, means);
    return { report, out, metrics: run.metrics, failures: run.failures, incomplete: run.incomplete };
  });
}

async function carryOut(open: OpenStudy, means: Means): Promise<StudyRun> {
  const { study } = open;
  const timings: { step: string; seconds: number; cached: number; total: number }[] = [];
  const timed = async <T extends { cached: number }>(
    step: string,
    work: () => Promise<T>,
    total: (result: T) => number,
  ): Promise<T> => {
    const start = performance.now();
    const result = await work();
    const seconds = (performance.now() - start) / 1000;
    timings.push({ step, seconds, cached: result.cached, total: total(result) });
    return result;
  };

  const prepared = await timed(
    "features",
    () => prepareStudy(open, means),
    () => open.cohort.cases.length,
  );
  const { settings, cases, features, table, failures, fits } = prepared;
  const done = await timed(
    "fits",
    async () => runJobs(await jobList(prepared), prepared, means),
    ({ total }) => total,
  );
  const incomplete = [...done.incomplete, ...incompleteFusions(study.models, done.incomplete)];
  const results = withFusions(study.models, study.seeds, fits, cases, done.results);
  const left = new Set(incomplete.map(({ model }) => model));
  const models = study.models.filter(({ name }) => !left.has(name));
  if (models.length === 0) {
    const { model, error } = incomplete[0]!;
    throw new StudyError("jobs", `No model could be completed. The first failure: ${model}, ${error}`);
  }
  const warnings = [
    ...prepared.warnings,
    ...incomplete.map(
      ({ model, failed, jobs, error }) =>
        `${model} is left out: ${failed} of its ${jobs} jobs failed. The first failure: ${error}`,
    ),
  ];
  const controls = await runControls(prepared, models, means);
  warnings.push(...controls.warnings);
  const stability = await runStability(prepared, means);
  const predictions = predictionTable(models, study.seeds, fits, cases, results);
  const metrics = evaluateRun(predictions, study);
  for (const message of warnings) means.progress.warn(message);
  return {
    open,
    settings,
    cases,
    features,
    table,
    failures,
    incomplete,
    results,
    predictions,
    metrics,
    controls: controls.results,
    stability,
    fusions: models.filter(isCombined).map((model) => refitFusion(model, { study, predictions, results, version })),
    subgroups: evaluateSubgroups(study.subgroups, predictions, cases, metrics),
    models: models.filter(isTabular).map((model) => ({
      saved: refitBundle(model, { study, settings, cases, table, predictions, results, version }),
    })),
    networks: models
      .filter(isNetwork)
      .map((model) => refitNetworks(model, { study, settings, cases, table, fits, predictions, results, version })),
    warnings,
    timings,
  };
}

/** Combined models that lack a part. */
function incompleteFusions(
  models: readonly ModelSettings[],
  incomplete: readonly IncompleteModel[],
): IncompleteModel[] {
  return models.filter(isCombined).flatMap(({ name, of }) => {
    const part = incomplete.find(({ model }) => of.includes(model));
    return part
      ? [{ model: name, failed: part.failed, jobs: part.jobs, error: `its part ${part.model}: ${part.error}` }]
      : [];
  });
}
