import { messageOf } from "../../errors.ts";
import { jobPaths } from "../jobs/job-files.ts";
import { openWorkerPool } from "../worker-pool.ts";
import { networkJob } from "./network-job.ts";
import type { NetworkRequest, TrainingMessage } from "./network-request.ts";
import { logLine } from "./training-log.ts";

/** The entry of a process that trains one network; it must not outlive the one that started it. */
const say = (message: TrainingMessage): Promise<void> =>
  new Promise((resolve) => {
    process.send?.(message, undefined, undefined, () => resolve());
  });

process.on("disconnect", () => process.exit(1));
process.once("message", (request: NetworkRequest) => {
  void work(request);
});

async function work(request: NetworkRequest): Promise<void> {
  const pool = openWorkerPool(1);
  try {
    await networkJob(request, pool, (progress) => void say({ kind: "progress", progress }));
    await say({ kind: "done" });
  } catch (error) {
    await logLine(jobPaths(request.cache, request.id).work, `failed: ${messageOf(error)}`);
    await say({ kind: "failed", error: messageOf(error) });
  } finally {
    await pool.close();
    process.exit(0);
  }
}
