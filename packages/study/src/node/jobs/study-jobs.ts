import { join } from "node:path";
import { StudyError } from "../../errors.ts";
import { writeFileAtomic } from "../atomic-file.ts";
import { openStudy } from "../open-study.ts";
import type { Scale } from "../open-study.ts";
import { silent } from "../progress.ts";
import type { Progress } from "../progress.ts";
import type { Means } from "../run-means.ts";
import { openWorkerPool } from "../worker-pool.ts";
import { requestCancel, untilCancelled } from "./cancellation.ts";
import { jobState } from "./job-files.ts";
import type { JobState } from "./job-files.ts";
import { findJob, jobList } from "./job-list.ts";
import { prepareStudy } from "./prepare-study.ts";
import { runJob } from "./run-jobs.ts";

export interface JobsOptions {
  /** Folder of the run; default: runs/NAME. */
  readonly out?: string | undefined;
  readonly jobs?: number | undefined;
  readonly scale?: Scale | undefined;
  readonly progress?: Progress;
}

/** One row of `hilum jobs`. */
export type ListedJob = {
  readonly id: string;
  readonly model: string;
  readonly seed: number;
  readonly fit: string;
} & JobState;

/** Where a run of this study lies. */
export const runFolder = (name: string, out: string | undefined): string => out ?? join("runs", name);

/** Opens what work on a run needs, and closes it whatever comes of the work. */
export async function withMeans<T>(
  out: string,
  { jobs, progress = silent }: Pick<JobsOptions, "jobs" | "progress">,
  work: (means: Means) => Promise<T>,
): Promise<T> {
  const cache = join(out, "cache");
  // Written first, so that a folder that cannot be written is found before hours of work; it keeps the cache out of git.
  await writeFileAtomic(join(cache, ".gitignore"), "*\n");
  const pool = openWorkerPool(jobs);
  try {
    return await untilCancelled(cache, (signal) => work({ pool, cache, progress, signal }));
  } finally {
    await pool.close();
  }
}

/** The run matrix of a study with the state of each job. Cases are read if that is not done yet: their content names the jobs. */
export async function listJobs(path: string, options: JobsOptions): Promise<ListedJob[]> {
  const open = await openStudy(path, options.scale);
  return withMeans(runFolder(open.study.name, options.out), options, async (means) => {
    const jobs = await jobList(await prepareStudy(open, means));
    return Promise.all(
      jobs.map(async ({ id, model, seed, fit }) => {
        return { id, model: model.name, seed, fit: fit.id, ...(await jobState(means.cache, id)) };
      }),
    );
  });
}

/** Does one job of a study, alone; a result that is there is left as it is. @throws StudyError `unknown-job`, `job` */
export async function runOneJob(
  path: string,
  id: string,
  options: JobsOptions,
): Promise<Omit<ListedJob, "state"> & { readonly cached: boolean }> {
  const open = await openStudy(path, options.scale);
  return withMeans(runFolder(open.study.name, options.out), options, async (means) => {
    const prepared = await prepareStudy(open, means);
    const job = findJob(await jobList(prepared), id);
    const { model, seed, fit } = job;
    const outcome = await runJob(job, prepared, means);
    if (!outcome.ok) throw new StudyError("job", `${model.name}, seed ${seed}, ${fit.id}: ${outcome.error}`);
    return { id: job.id, model: model.name, seed, fit: fit.id, cached: outcome.value.cached };
  });
}

/** Asks the run and the jobs of a study that are at work in this folder to stop. */
export async function cancelJobs(
  path: string,
  options: Pick<JobsOptions, "out" | "scale">,
): Promise<{ readonly out: string }> {
  const { study } = await openStudy(path, options.scale);
  const out = runFolder(study.name, options.out);
  await requestCancel(join(out, "cache"));
  return { out };
}
