import { add, linear, matmul, mul, reshape, slice, softmax, transpose, type Value } from "@hilum/graph";
import type { Scope } from "../layers.ts";
import { relativePositionBias } from "./relative-position.ts";
import { tokenLinear } from "./token-layers.ts";

/** Settings of attention inside windows. */
export interface WindowAttentionOptions {
  readonly heads: number;
  /** The wanted window size, on which the table of relative positions depends. */
  readonly window: number;
  /** Added before the softmax, [windows of one image, 1, tokens, tokens]. */
  readonly mask?: Value | undefined;
}

/**
 * Self-attention between the tokens of each window, with a learned bias for their relative position.
 *
 * @param x - [images · windows, tokens, c].
 * @see Liu et al., ICCV 2021; definitions and parameter names of MONAI's WindowAttention.
 */
export function windowAttention(scope: Scope, x: Value, { heads, window, mask }: WindowAttentionOptions): Value {
  const [windows, tokens, c] = x.shape;
  const place = scope.in("qkv");
  const initial = { kind: "uniform", bound: 1 / Math.sqrt(c) } as const;
  const weights = place.parameter("weight", [3 * c, c], initial);
  const biases = place.parameter("bias", [3 * c], initial);
  const third = (values: Value, index: number): Value =>
    slice(values, { axis: 0, start: index * c, end: (index + 1) * c });
  // Scaling the weights instead of the queries costs next to nothing.
  const scale = 1 / Math.sqrt(c / heads);
  const project = (weight: Value, bias?: Value): Value =>
    transpose(reshape(linear(reshape(x, [-1, c]), weight, bias), [windows, tokens, heads, c / heads]), [0, 2, 1, 3]);
  const queries = project(mul(third(weights, 0), scale), mul(third(biases, 0), scale));
  // A bias of the keys adds the same number to all logits of a query, which the softmax ignores: left out, its gradient is exactly
  // zero, where rounding noise would become full steps of Adam.
  const keys = project(third(weights, 1));
  const values = project(third(weights, 2), third(biases, 2));

  const bias = relativePositionBias(scope, window, tokens, heads);
  const logits = add(matmul(queries, keys, { transposeB: true }), bias);
  const attention = softmax(mask ? masked(logits, mask) : logits);
  const mixed = reshape(transpose(matmul(attention, values), [0, 2, 1, 3]), [windows, tokens, c]);
  return tokenLinear(scope.in("proj"), mixed, c);
}

function masked(logits: Value, mask: Value): Value {
  const perImage = reshape(logits, [-1, mask.shape[0], ...logits.shape.slice(1)]);
  return reshape(add(perImage, mask), logits.shape);
}
