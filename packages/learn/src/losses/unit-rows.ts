import { div, maximum, sqrt, sumSquare, type Value } from "@hilum/graph";

/**
 * Rows divided by their Euclidean length, or by 1e-12 where they are shorter (torch.nn.functional.normalize).
 *
 * @param x - [n, width].
 */
export function unitRows(x: Value): Value {
  // Clamped before the root, whose gradient at 0 is infinite.
  return div(x, sqrt(maximum(sumSquare(x, [1], { keepDims: true }), 1e-24)));
}
