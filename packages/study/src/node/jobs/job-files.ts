import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import type { FitResult } from "../../fit-results.ts";
import { writeFileAtomic } from "../atomic-file.ts";

/** Where the files of a job lie in the cache; the result is the truth, all else only explains its absence. */
export const jobPaths = (cache: string, id: string) => ({
  result: join(cache, "jobs", `${id}.json`),
  failure: join(cache, "jobs", `${id}.failed.json`),
});

/** What is known of a job without running it. */
export type JobState =
  | { readonly state: "done" }
  | { readonly state: "failed"; readonly error: string }
  | { readonly state: "waiting" };

const failureFile = z.object({ error: z.string() });

export async function jobState(cache: string, id: string): Promise<JobState> {
  if ((await storedResult(cache, id)) !== undefined) return { state: "done" };
  const failure = failureFile.safeParse(await readJson(jobPaths(cache, id).failure));
  return failure.success ? { state: "failed", error: failure.data.error } : { state: "waiting" };
}

/** The result of a finished job; undefined if there is none, or a disk has damaged it. */
export async function storedResult(cache: string, id: string): Promise<FitResult | undefined> {
  const content = await readJson(jobPaths(cache, id).result);
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
