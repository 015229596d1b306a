import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Outcome } from "../attempt.ts";
import type { NetworkRequest, TrainingMessage, TrainingProgress } from "./network-request.ts";

/**
 * Trains the network of a job in a process of its own: it may take all its memory, crash or be killed, and this process lives on.
 * The result lies in the cache then.
 *
 * @param signal - aborted, the process is ended.
 */
export function trainInChild(
  request: NetworkRequest,
  {
    onProgress,
    signal,
  }: { readonly onProgress: (progress: TrainingProgress) => void; readonly signal?: AbortSignal | undefined },
): Promise<Outcome<true>> {
  const fromSource = import.meta.url.endsWith(".ts");
  const entry = fileURLToPath(
    new URL(fromSource ? "./network-child-from-source.js" : "./network-child.js", import.meta.url),
  );
  return new Promise((resolve) => {
    const child = fork(entry, [], {
      execArgv: fromSource ? ["--conditions=hilum-source"] : [],
      stdio: ["ignore", "ignore", "pipe", "ipc"],
      serialization: "advanced",
    });
    const stop = () => child.kill("SIGKILL");
    signal?.addEventListener("abort", stop);
    let outcome: Outcome<true> | undefined;
    let complaint = "";
    child.stderr?.on("data", (chunk: Buffer) => (complaint = (complaint + chunk.toString("utf8")).slice(-2000)));
    child.on("message", (message: TrainingMessage) => {
      if (message.kind === "progress") onProgress(message.progress);
      else outcome = message.kind === "done" ? { ok: true, value: true } : { ok: false, error: message.error };
    });
    const end = (why: string) => {
      signal?.removeEventListener("abort", stop);
      resolve(outcome ?? { ok: false, error: why });
    };
    child.on("error", (error) => end(`the training process could not be started: ${error.message}`));
    child.on("exit", (code, killed) => end(whyEnded(code, killed, complaint)));
    child.send(request);
  });
}

function whyEnded(code: number | null, killed: string | null, complaint: string): string {
  const last = complaint.trim().split("\n").at(-1);
  const how = killed === "SIGKILL" ? "was killed, perhaps for want of memory" : `ended (${killed ?? `code ${code}`})`;
  return `the training process ${how}${last ? `: ${last}` : ""}. Its last checkpoint is kept; a smaller microBatch needs less memory.`;
}
