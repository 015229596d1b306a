import type { Progress } from "./progress.ts";
import type { WorkerPool } from "./worker-pool.ts";

/** What the steps of a run work with. */
export interface Means {
  readonly pool: WorkerPool;
  /** Folder of the cache. */
  readonly cache: string;
  readonly progress: Progress;
  /** Aborted when `hilum cancel` asks the work to stop. */
  readonly signal?: AbortSignal | undefined;
}
