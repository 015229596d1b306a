import { readFile, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import type { FitResult } from "../../fit-results.ts";
import { writeFileAtomic } from "../atomic-file.ts";

/** Where the files of a job lie in the cache; the result is the truth, all else only explains its absence. */
export const jobPaths = (cache: string, id: string) => ({
  /** Of a table. */
  result: join(cache, "jobs", `${id}.json`),
  /** Of a network: result.json, log.txt, curves, and the network itself where it is kept. */
  folder: join(cache, "jobs", id),
  /** Of a network that is not done: log.txt, curves, checkpoint. */
  work: join(cache, "jobs", `${id}.work`),
  checkpoint: join(cache, "jobs", `${id}.work`, "checkpoint.safetensors"),
  /** How far a network is, written while it is at work. */
  progress: join(cache, "jobs", `${id}.work`, "progress.json"),
  failure: join(cache, "jobs", `${id}.failed.json`),
});

/** What is known of a job without running it. */
export type JobState =
  | { readonly state: "done" }
  | { readonly state: "failed"; readonly error: string }
  /** A network at work, or one whose process ended before it was done; the same command goes on from the checkpoint. */
  | ({ readonly state: "running" | "stopped" } & z.output<typeof progressFile>)
  | { readonly state: "waiting" };

/** A job that was heard of this long ago is not at work any more. */
const silenceMs = 60_000;

const progressFile = z.object({
  epoch: z.number(),
  epochs: z.number(),
  step: z.number(),
  steps: z.number(),
  loss: z.number().nullable(),
  validationAuc: z.number().nullable().optional(),
  secondsLeft: z.number().nullable().optional(),
  memoryMiB: z.number(),
});
const failureFile = z.object({ error: z.string() });

export async function jobState(cache: string, id: string): Promise<JobState> {
  if ((await storedResult(cache, id)) !== undefined) return { state: "done" };
  const paths = jobPaths(cache, id);
  const progress = progressFile.safeParse(await readJson(paths.progress));
  const heard = await stat(paths.progress).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  );
  if (progress.success && Date.now() - heard < silenceMs) return { state: "running", ...progress.data };
  const failure = failureFile.safeParse(await readJson(paths.failure));
  if (failure.success) return { state: "failed", error: failure.data.error };
  return progress.success ? { state: "stopped", ...progress.data } : { state: "waiting" };
}

/** The result of a finished job; undefined if there is none, or a disk has damaged it. */
export async function storedResult(cache: string, id: string): Promise<FitResult | undefined> {
  const { result, folder } = jobPaths(cache, id);
  const content = (await readJson(result)) ?? (await readJson(join(folder, "result.json")));
  if (typeof content !== "object" || content === null || !("value" in content)) return undefined;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what lies under this hash, this module wrote
  return content.value as FitResult;
}

/** Keeps a result under its identity. @throws StudyError `not-writable`, for example on a full disk */
export async function keepResult(cache: string, id: string, value: FitResult): Promise<void> {
  await writeFileAtomic(jobPaths(cache, id).result, JSON.stringify({ value }));
  await rm(jobPaths(cache, id).failure, { force: true });
}

/** Notes why a job failed, for `hilum jobs`; the next run tries it again. */
export async function noteFailure(cache: string, id: string, error: string): Promise<void> {
  // A disk that is full for the result may be full for this too; the failure is reported all the same.
  await writeFileAtomic(jobPaths(cache, id).failure, JSON.stringify({ error })).catch(() => {});
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, "utf8"));
  } catch {
    return undefined;
  }
}
