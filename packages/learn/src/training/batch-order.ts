import { randomStream } from "@hilum/numeric";

/** One place in a batch: a case, and how many times it was taken before in the same epoch. */
export interface Draw {
  /** Index of the case. */
  readonly index: number;
  readonly turn: number;
}

/** How the cases of an epoch fall into batches of equal size, which static shapes ask for. */
export interface BatchOrderOptions {
  readonly seed: number;
  /** Counted from 0. */
  readonly epoch: number;
  readonly batch: number;
  /** What becomes of the last batch if it is not full; see `batchOrder`. */
  readonly last: "wrap" | "drop";
  /** Name of the order, where a training has several. Default `order`. */
  readonly name?: string;
}

/**
 * The batches of one epoch: all cases in random order, cut into batches.
 *
 * If the last one is not full, `wrap` fills it from the front of the same order (with another crop of these cases), so every case is
 * seen at least once; `drop` leaves it out. Fewer cases than one batch are always wrapped.
 *
 * The order depends on seed, epoch, name and number of cases only, so training can go on anywhere without the state of a generator.
 */
export function batchOrder(count: number, { seed, epoch, batch, last, name = "order" }: BatchOrderOptions): Draw[][] {
  const order = randomStream(seed, name, epoch).shuffled([...Array(count).keys()]);
  return Array.from({ length: batchCount(count, batch, last) }, (_, b) =>
    Array.from({ length: batch }, (_, n) => {
      const place = b * batch + n;
      return { index: order[place % count], turn: Math.floor(place / count) };
    }),
  );
}

/** Batches of one epoch. */
export function batchCount(count: number, batch: number, last: "wrap" | "drop"): number {
  return last === "drop" ? Math.max(1, Math.floor(count / batch)) : Math.ceil(count / batch);
}
