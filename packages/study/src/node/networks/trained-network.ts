import { rm, utimes } from "node:fs/promises";
import type { FitResult } from "../../fit-results.ts";
import type { NetworkModel } from "../../networks/network-model.ts";
import { writeFileAtomic } from "../atomic-file.ts";
import { jobPaths, storedResult } from "../jobs/job-files.ts";
import type { Job } from "../jobs/job-list.ts";
import type { PreparedStudy } from "../jobs/prepare-study.ts";
import type { Means } from "../run-means.ts";
import type { Outcome } from "../attempt.ts";
import { attempt } from "../attempt.ts";
import { networkRequest } from "./network-jobs.ts";
import type { TrainingProgress } from "./network-request.ts";
import { trainInChild } from "./train-in-child.ts";

/** While a training is at work, the time of its progress file is renewed this often, however long a step takes. */
const heartbeatMs = 15_000;
/** Its content changes at most this often. */
const writtenMs = 1000;

/** The network of a job, trained in a process of its own; how far it is lies in the cache for `hilum jobs` meanwhile. */
export async function trainedNetwork(
  job: Job & { readonly model: NetworkModel },
  study: PreparedStudy,
  { cache, progress, signal }: Means,
): Promise<Outcome<FitResult>> {
  const request = await attempt(() => networkRequest(job, study, cache));
  if (!request.ok) return request;
  const paths = jobPaths(cache, job.id);
  const unit = `${job.model.name}, seed ${job.seed}, ${job.fit.id}`;
  await rm(paths.failure, { force: true });
  let writtenAt = 0;
  let writing = Promise.resolve();
  const write = (state: TrainingProgress) => {
    progress.note?.(unit, progressText(state));
    if (Date.now() - writtenAt < writtenMs) return;
    writtenAt = Date.now();
    writing = writing.then(() => writeFileAtomic(paths.progress, JSON.stringify(state))).catch(() => {});
  };
  const heartbeat = setInterval(() => {
    const now = new Date();
    void utimes(paths.progress, now, now).catch(() => {});
  }, heartbeatMs);
  const outcome = await trainInChild(request.value, { onProgress: write, signal });
  clearInterval(heartbeat);
  await writing;
  progress.note?.(unit);
  if (!outcome.ok) {
    await rm(paths.progress, { force: true });
    return outcome;
  }
  // The last progress may have been written after the work folder had gone.
  await rm(paths.work, { recursive: true, force: true });
  const value = await storedResult(cache, job.id);
  return value
    ? { ok: true, value }
    : { ok: false, error: "the training ended, but its result cannot be read from the cache." };
}

/** "epoch 3 of 100, step 4 of 9, loss 0.531, validation AUC 0.712, 2 min left, 812 MiB". */
function progressText({
  epoch,
  epochs,
  step,
  steps,
  loss,
  validationAuc,
  secondsLeft,
  memoryMiB,
}: TrainingProgress): string {
  return [
    `epoch ${epoch} of ${epochs}`,
    ...(step > 0 ? [`step ${step} of ${steps}`] : []),
    `loss ${loss.toPrecision(3)}`,
    ...(validationAuc === undefined ? [] : [`validation AUC ${validationAuc.toFixed(3)}`]),
    ...(secondsLeft === undefined ? [] : [`${timeLeft(secondsLeft)} left`]),
    `${Math.round(memoryMiB)} MiB`,
  ].join(", ");
}

function timeLeft(seconds: number): string {
  return seconds < 60 ? `${Math.ceil(seconds)} s` : `${Math.ceil(seconds / 60)} min`;
}
