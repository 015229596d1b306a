import type { SessionProfile } from "./ours/profiling.ts";
import type { Side } from "./compare.ts";
import type { Measured } from "./measured.ts";

/** Seconds of one side. */
export interface Timing {
  /** First run of a process, which sets up what later runs keep; the fastest of the rounds. */
  readonly first: number;
  readonly min: number;
  readonly median: number;
}

/** Whether ours and the peer compute the same. */
export interface Agreement {
  /** What is compared. */
  readonly of: string;
  readonly difference: number;
  /** What float32 warrants. */
  readonly tolerance: number;
  readonly ok: boolean;
}

/** Seconds of another program that cannot be run beside ours. */
export interface Reference {
  readonly by: string;
  readonly seconds: number;
  /** Fastest of ours / these seconds. */
  readonly ratio: number;
  /** Where they come from. */
  readonly note: string;
}

/** What a benchmark found; printed as one JSON line. */
export interface Report {
  readonly name: string;
  readonly unit: "s";
  /** `buildSeconds`: from the graph to the session, the fastest of the rounds; of networks only. */
  readonly ours: Timing & { readonly buildSeconds?: number };
  /** Largest resident memory of our process. */
  readonly peakMiB: number;
  /** Left out where there is none. */
  readonly peer?: Timing & { readonly by: string; readonly peakMiB: number };
  /** Fastest of ours / fastest of the peer. */
  readonly ratio?: number;
  /** Peak memory of ours / the peer's. */
  readonly memoryRatio?: number;
  readonly agree?: Agreement;
  readonly reference?: Reference;
  /** Least user CPU seconds of a run of ours, all threads; less than `ours.min` on a busy machine. */
  readonly cpuSeconds?: number;
  /** Of features: how many there are, and voxels of the lesion after resampling. */
  readonly featureCount?: number;
  readonly voxelCount?: number;
  /** Where the time of one step goes, session by session. */
  readonly profile?: readonly SessionProfile[];
  /** The options in force. */
  readonly settings: Readonly<Record<string, string | number | boolean>>;
}

/** Times rounded to 0.1 ms and memory to 0.1 MiB, as far as they mean anything. */
export function sides(
  ours: Side<Measured & { readonly buildSeconds?: number }>,
  peer: (Side<Measured> & { readonly by: string }) | undefined,
): Pick<Report, "ours" | "peakMiB" | "peer" | "ratio" | "memoryRatio"> {
  const builds = ours.rounds.flatMap((round) => round.buildSeconds ?? []);
  const build = builds.length === 0 ? {} : { buildSeconds: rounded(Math.min(...builds), 4) };
  const own = { ours: { ...timing(ours), ...build }, peakMiB: rounded(ours.peakMiB, 1) };
  if (!peer) return own;
  return {
    ...own,
    peer: { by: peer.by, ...timing(peer), peakMiB: rounded(peer.peakMiB, 1) },
    ratio: rounded(ours.min / peer.min, 3),
    memoryRatio: rounded(ours.peakMiB / peer.peakMiB, 3),
  };
}

/** Compares numbers that both sides computed. */
export function agreement(of: string, ours: readonly number[], peer: readonly number[], tolerance: number): Agreement {
  const difference = Math.max(...ours.map((value, i) => Math.abs(value - peer[i])));
  return { of, difference, tolerance, ok: difference <= tolerance };
}

function timing({ first, min, median }: Measured): Timing {
  return { first: rounded(first, 4), min: rounded(min, 4), median: rounded(median, 4) };
}

function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
