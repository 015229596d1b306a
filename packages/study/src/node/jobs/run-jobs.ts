import type { FitResult, FitResults } from "../../fit-results.ts";
import { fitKey } from "../../fit-results.ts";
import type { Means } from "../run-means.ts";
import type { Outcome } from "../attempt.ts";
import { inParallel } from "../in-parallel.ts";
import { trainedNetwork } from "../networks/trained-network.ts";
import { isNetwork } from "../../study-file/model-schema.ts";
import { noteFailure, storedResult } from "./job-files.ts";
import { fitRequest } from "./job-list.ts";
import type { Job } from "./job-list.ts";
import type { PreparedStudy } from "./prepare-study.ts";

/** A model that lacks a result, so that it cannot be compared with the others. */
export interface IncompleteModel {
  readonly model: string;
  /** Jobs that failed, of all its jobs. */
  readonly failed: number;
  readonly jobs: number;
  /** Why the first one failed. */
  readonly error: string;
}

/** What came of the jobs of a study. */
export interface JobResults {
  /** Of the jobs that are done. */
  readonly results: FitResults;
  readonly incomplete: readonly IncompleteModel[];
  readonly cached: number;
  readonly total: number;
}

/** Does the jobs of a study side by side, except those whose result is there. A job that fails does not stop the others. */
export async function runJobs(jobs: readonly Job[], study: PreparedStudy, means: Means): Promise<JobResults> {
  const { progress } = means;
  const results = new Map<string, FitResult>();
  const errors = new Map<string, string[]>();
  let cached = 0;
  const outcomes = new Map<Job, Awaited<ReturnType<typeof runJob>>>();
  const one = async (job: Job) => {
    outcomes.set(job, await runJob(job, study, means));
    progress.advance();
  };
  // Tables first, as they are done in seconds; networks then share the threads, and have a pace of their own.
  const tables = jobs.filter(({ model }) => !isNetwork(model));
  const networks = jobs.filter(({ model }) => isNetwork(model));
  if (tables.length > 0) progress.start("fits", tables.length);
  await Promise.all(tables.map(one));
  if (networks.length > 0) progress.start("networks", networks.length);
  await inParallel(networks, one, networksAtOnce(networks, means));
  jobs.forEach((job) => {
    const { model, seed, fit } = job;
    const outcome = outcomes.get(job)!;
    if (!outcome.ok)
      errors.set(model.name, [...(errors.get(model.name) ?? []), `${fit.id}, seed ${seed}: ${outcome.error}`]);
    else {
      results.set(fitKey(model.name, seed, fit.id), outcome.value.result);
      if (outcome.value.cached) cached++;
    }
  });
  const incomplete = [...errors].map(([model, why]) => ({
    model,
    failed: why.length,
    jobs: jobs.filter((job) => job.model.name === model).length,
    error: why[0]!,
  }));
  return { results, incomplete, cached, total: jobs.length };
}

/** How many trainings fit beside each other, each with its threads. */
function networksAtOnce(jobs: readonly Job[], { pool }: Means): number {
  const threads = jobs.flatMap(({ model }) => (isNetwork(model) ? [model.training.threads] : []));
  return Math.max(1, Math.floor(pool.jobs / Math.max(1, ...threads)));
}

/** The result of one job: the one that is there, or a new one. Why there is none is kept for `hilum jobs`. */
export async function runJob(
  job: Job,
  study: PreparedStudy,
  means: Means,
): Promise<Outcome<{ readonly result: FitResult; readonly cached: boolean }>> {
  const { cache, signal } = means;
  const known = await storedResult(cache, job.id);
  if (known) return { ok: true, value: { result: known, cached: true } };
  const outcome = await attempt(job, study, means);
  // Work that was told to stop has no failures: its threads and processes were ended.
  signal?.throwIfAborted();
  if (outcome.ok) return { ok: true, value: { result: outcome.value, cached: false } };
  await noteFailure(cache, job.id, outcome.error);
  return outcome;
}

async function attempt({ model, ...job }: Job, study: PreparedStudy, means: Means): Promise<Outcome<FitResult>> {
  const { pool, cache } = means;
  if (isNetwork(model)) return trainedNetwork({ model, ...job }, study, means);
  const [outcome] = await pool.map("fit", [{ ...fitRequest({ model, ...job }, study), keep: { cache, id: job.id } }]);
  return outcome!;
}
