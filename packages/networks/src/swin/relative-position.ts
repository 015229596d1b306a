import { add, gather, reshape, sub, transpose, type Value } from "@hilum/graph";
import type { Scope } from "../layers.ts";

/** Relative positions of two tokens in a window: one row of the bias table each. */
export function relativePositionCount(window: number): number {
  return (2 * window - 1) ** 3;
}

/**
 * Which row of the bias table belongs to each pair of tokens of a whole window: MONAI's buffer `relative_position_index`, which
 * follows from the window and is not trained.
 *
 * @returns [tokens, tokens] in row-major order, with window³ tokens.
 */
export function relativePositionIndex(window: number): Int32Array {
  const place = places(window);
  return Int32Array.from(place.flatMap((a) => place.map((b) => a - b + place.at(-1)!)));
}

/** Tokens of a window in the table's own counting, in which the row of a pair is the difference of its places, moved to start at 0. */
function places(window: number): number[] {
  const span = 2 * window - 1;
  return Array.from({ length: window ** 3 }, (_, token) => {
    const [k, j, i] = [Math.floor(token / window ** 2), Math.floor(token / window) % window, token % window];
    return (k * span + j) * span + i;
  });
}

/**
 * The learned preference of every pair of tokens of a window for each other.
 *
 * Where the window is smaller than wanted, MONAI takes the first rows and columns of the whole window's index, not the offsets of
 * the small one; weights trained with it need the same here.
 *
 * @param tokens - tokens of the window in use.
 * @returns [heads, tokens, tokens].
 */
export function relativePositionBias(scope: Scope, window: number, tokens: number, heads: number): Value {
  const rows = relativePositionCount(window);
  const table = scope.parameter("relative_position_bias_table", [rows, heads], { kind: "normal", deviation: 0.02 });
  const place = places(window);
  // Computed from one axis while the graph runs: as a constant the index would be as large as the weights.
  const first = scope.graph.constant("int64", [tokens], place.slice(0, tokens));
  const index = add(sub(reshape(first, [tokens, 1]), reshape(first, [1, tokens])), place.at(-1)!);
  return transpose(gather(table, index), [2, 0, 1]);
}
