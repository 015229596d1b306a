import type { RandomStream } from "@hilum/numeric";
import { GraphError } from "../graph-error.ts";
import type { Value } from "../graph.ts";
import { elementCount, sameShape, type Shape } from "../tensor-type.ts";
import { mul } from "./binary.ts";
import { expectShape } from "./expect.ts";
import { reshape } from "./reshape.ts";

/**
 * The numbers for a dropout: 0 with probability `rate`, else 1 / (1 − rate), so that the expectation stays.
 *
 * Feed them anew with every run: a graph has no randomness of its own.
 *
 * @param stream - for example `randomStream(seed, "dropout", step, name)`.
 * @throws GraphError `rate` unless it lies in [0, 1).
 */
export function dropoutMask(stream: RandomStream, shape: Shape, rate: number): Float32Array<ArrayBuffer> {
  if (!(rate >= 0 && rate < 1)) {
    throw new GraphError("rate", `A dropout rate of ${rate} is not in [0, 1). 0.1 drops one element of ten.`);
  }
  const kept = 1 / (1 - rate);
  return Float32Array.from({ length: elementCount(shape) }, () => (stream.uniform() < rate ? 0 : kept));
}

/**
 * Elements switched off by a mask.
 *
 * @param mask - from `dropoutMask`, same shape as x.
 */
export function dropout(x: Value, mask: Value): Value {
  expectShape(
    sameShape(x.shape, mask.shape),
    "dropout",
    `the mask [${mask.shape.join(", ")}] does not have the shape [${x.shape.join(", ")}].`,
  );
  return mul(x, mask);
}

/**
 * Whole samples switched off by a mask: stochastic depth, for the residual branch of a block.
 *
 * @param x - [n, …].
 * @param mask - from `dropoutMask`, [n].
 * @see Huang et al., ECCV 2016.
 */
export function dropPath(x: Value, mask: Value): Value {
  const [n, ...rest] = x.shape;
  expectShape(
    sameShape(mask.shape, [n]),
    "dropPath",
    `the mask [${mask.shape.join(", ")}] needs one element for each of ${n} samples.`,
  );
  return mul(x, reshape(mask, [n, ...rest.map(() => 1)]));
}
