import { availableParallelism } from "node:os";
import { Tinypool } from "tinypool";
import { messageOf } from "../errors.ts";
import type { Outcome } from "./attempt.ts";
import type { Tasks } from "./tasks.ts";

/** Worker threads that do the tasks of a study side by side. */
export interface WorkerPool {
  readonly jobs: number;
  /**
   * Does one task for each request, at most `jobs` at a time; results in the order of the requests, whatever order they
   * come in. A task that fails, or whose thread dies, gives an outcome with its error.
   */
  map<Name extends keyof Tasks>(
    name: Name,
    requests: readonly Parameters<Tasks[Name]>[0][],
    onDone?: (index: number, outcome: Outcome<Awaited<ReturnType<Tasks[Name]>>>) => void,
  ): Promise<Outcome<Awaited<ReturnType<Tasks[Name]>>>[]>;
  close(): Promise<void>;
}

/** Opens a pool; threads start when there is work. */
export function openWorkerPool(jobs: number = availableParallelism()): WorkerPool {
  const worker = import.meta.url.endsWith(".ts") ? "./task-worker-from-source.js" : "./task-worker.js";
  const pool = new Tinypool({
    filename: new URL(worker, import.meta.url).href,
    runtime: "worker_threads",
    isolateWorkers: false,
    minThreads: 0,
    maxThreads: jobs,
    idleTimeout: 10_000,
  });
  return {
    jobs,
    map(name, requests, onDone) {
      return Promise.all(
        requests.map(async (request, index) => {
          type Result = Outcome<Awaited<ReturnType<Tasks[typeof name]>>>;
          const outcome = await pool
            .run({ name, request })
            .then((value: Result) => value)
            .catch((error: unknown): Result => ({ ok: false, error: `the worker stopped: ${messageOf(error)}` }));
          onDone?.(index, outcome);
          return outcome;
        }),
      );
    },
    close: () => pool.destroy(),
  };
}

/** Does some work with a pool, and closes it whatever comes of the work. */
export async function withWorkerPool<T>(work: (pool: WorkerPool) => Promise<T>, jobs?: number): Promise<T> {
  const pool = openWorkerPool(jobs);
  try {
    return await work(pool);
  } finally {
    await pool.close();
  }
}
