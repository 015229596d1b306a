import type { Measured } from "./measured.ts";
import { median } from "./statistics.ts";

/** Starts a process that makes one run and then `repeat` timed ones. */
export type Measurement<T extends Measured> = (repeat: number) => Promise<T>;

/** What several processes of one side measured. */
export interface Side<T extends Measured> extends Measured {
  readonly rounds: readonly T[];
}

/** Both sides of a comparison; the peer is left out where there is none. */
export interface Comparison<Ours extends Measured, Peer extends Measured> {
  readonly ours: Side<Ours>;
  readonly peer?: Side<Peer>;
}

/**
 * Measures ours and the peer in turn, each round in a process of its own, so that both see the same machine at the same time.
 *
 * @param repeats - timed runs in each round.
 */
export async function compare<Ours extends Measured, Peer extends Measured>(
  repeats: readonly number[],
  ours: Measurement<Ours>,
  peer: Measurement<Peer> | undefined,
): Promise<Comparison<Ours, Peer>> {
  const own: Ours[] = [];
  const others: Peer[] = [];
  for (const repeat of repeats) {
    own.push(await ours(repeat));
    if (peer) others.push(await peer(repeat));
  }
  return { ours: side(own), ...(peer && { peer: side(others) }) };
}

/** The fastest of all runs, the middle one of the rounds' medians, the largest memory. */
function side<T extends Measured>(rounds: readonly T[]): Side<T> {
  return {
    first: Math.min(...rounds.map(({ first }) => first)),
    min: Math.min(...rounds.map(({ min }) => min)),
    median: median(rounds.map((round) => round.median)),
    peakMiB: Math.max(...rounds.map(({ peakMiB }) => peakMiB)),
    rounds,
  };
}
