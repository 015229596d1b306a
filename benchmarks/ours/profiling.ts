import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { OnnxRuntime, OnnxSession } from "@hilum/graph";

/** How long one operator of ONNX took within one step. */
export interface OperatorTime {
  readonly operator: string;
  /** Kernels run. */
  readonly count: number;
  readonly seconds: number;
}

/** The operators of one session. */
export interface SessionProfile {
  /** What the session does. */
  readonly does: string;
  /** Runs of the session within one step. */
  readonly runs: number;
  /** Longest first. */
  readonly operators: readonly OperatorTime[];
}

/** What ONNX Runtime notes of a run or a kernel. */
interface TraceEvent {
  readonly cat: string;
  readonly name: string;
  /** Start and duration, microseconds. */
  readonly ts: number;
  readonly dur: number;
  readonly args?: { readonly op_name?: string };
}

/**
 * An ONNX Runtime whose sessions note how long every kernel takes, in files in the folder.
 *
 * @returns the runtime, and `finish`, which ends the notes and reads the last of so many steps, session by session in the order
 * in which they were made.
 */
export function profiling(runtime: OnnxRuntime, folder: string) {
  const open = new Map<string, OnnxSession>();
  let made = 0;
  const create: OnnxRuntime["InferenceSession"]["create"] = async (model, options) => {
    // A prefix of its own for each session: the rest of a file's name is the time in seconds, which may be the same.
    const prefix = `session-${made++}_`;
    const profileFilePrefix = join(folder, prefix);
    const session = await runtime.InferenceSession.create(model, {
      ...options,
      enableProfiling: true,
      profileFilePrefix,
    });
    open.set(prefix, session);
    return {
      run: (...given) => session.run(...given),
      release: () => {
        open.delete(prefix);
        return session.release();
      },
    };
  };
  const finish = (steps: number): Omit<SessionProfile, "does">[] => {
    for (const session of open.values()) session.endProfiling?.();
    const files = readdirSync(folder);
    return [...open.keys()]
      .flatMap((prefix) => files.filter((file) => file.startsWith(prefix)))
      .map((file) => sessionProfile(JSON.parse(readFileSync(join(folder, file), "utf8")), steps))
      .filter(({ runs }) => runs > 0);
  };
  return { runtime: { Tensor: runtime.Tensor, InferenceSession: { create } } satisfies OnnxRuntime, finish };
}

function sessionProfile(events: readonly TraceEvent[], steps: number): Omit<SessionProfile, "does"> {
  const all = events.filter(({ name }) => name === "model_run");
  const runs = Math.round(all.length / steps);
  const start = all.at(-runs)?.ts ?? 0;
  const table = new Map<string, OperatorTime>();
  for (const { cat, name, ts, dur, args } of events) {
    if (cat !== "Node" || !name.endsWith("_kernel_time") || ts < start) continue;
    const operator = args?.op_name ?? "unknown";
    const { count, seconds } = table.get(operator) ?? { count: 0, seconds: 0 };
    table.set(operator, { operator, count: count + 1, seconds: seconds + dur / 1e6 });
  }
  return { runs, operators: [...table.values()].sort((a, b) => b.seconds - a.seconds) };
}
