import { peakMemoryMiB } from "@hilum/graph/node";
import type { Measured } from "../measured.ts";
import { median } from "../statistics.ts";

/**
 * Runs once, and then `repeat` times with a stopwatch; the peak memory is that of this whole process.
 *
 * @param run - what is timed; what it returns of the last run is given back.
 */
export async function timed<T>(repeat: number, run: () => Promise<T>): Promise<Measured & { readonly last: T }> {
  const elapsed = async (): Promise<{ seconds: number; value: T }> => {
    const start = performance.now();
    const value = await run();
    return { seconds: (performance.now() - start) / 1000, value };
  };
  let { seconds: first, value: last } = await elapsed();
  const times: number[] = [];
  for (let k = 0; k < repeat; k++) {
    const { seconds, value } = await elapsed();
    times.push(seconds);
    last = value;
  }
  return {
    first,
    min: Math.min(...times),
    median: median(times),
    peakMiB: peakMemoryMiB(),
    last,
  };
}
