import { reshape, transpose, type Value } from "@hilum/graph";
import { tokensIn, type Triple, type Windows } from "./windows.ts";

/**
 * Cuts a grid of tokens into windows, in row-major order of both.
 *
 * @param x - [n, …padded, c].
 * @returns [n · windows, tokens in a window, c].
 */
export function windowPartition(x: Value, { window, padded }: Windows): Value {
  const [n, c] = [x.shape[0], x.shape[4]];
  const blocks = reshape(x, [n, ...interleaved(padded, window), c]);
  return reshape(transpose(blocks, [0, 1, 3, 5, 2, 4, 6, 7]), [-1, tokensIn(window), c]);
}

/** Puts windows back together: the reverse of `windowPartition`. */
export function windowReverse(x: Value, { window, padded }: Windows): Value {
  const c = x.shape[2];
  const [d, h, w] = padded.map((size, axis) => size / window[axis]);
  const blocks = transpose(reshape(x, [-1, d, h, w, ...window, c]), [0, 1, 4, 2, 5, 3, 6, 7]);
  return reshape(blocks, [-1, ...padded, c]);
}

/** Each axis as windows × tokens in a window. */
function interleaved(padded: Triple, window: Triple): number[] {
  return padded.flatMap((size, axis) => [size / window[axis], window[axis]]);
}
