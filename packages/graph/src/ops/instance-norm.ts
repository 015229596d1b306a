import type { Value } from "../graph.ts";
import { elementCount, type Shape } from "../tensor-type.ts";
import { add, mul } from "./binary.ts";
import { expectRank, expectShape } from "./expect.ts";
import { layerNorm } from "./layer-norm.ts";
import { reshape } from "./reshape.ts";

/** Settings of an instance normalisation. */
export interface InstanceNormOptions {
  /** Scale and shift per channel, [c]. */
  readonly weight?: Value | undefined;
  readonly bias?: Value | undefined;
  /** Default 1e-5. */
  readonly epsilon?: number;
}

/**
 * Every channel of every sample standardised by its own mean and biased variance over space.
 *
 * @param x - [n, c, …spatial].
 * @see Ulyanov, Vedaldi & Lempitsky, arXiv 1607.08022.
 */
export function instanceNorm(x: Value, { weight, bias, epsilon = 1e-5 }: InstanceNormOptions = {}): Value {
  expectRank("instanceNorm", x, 3, 5);
  const [n, channels] = x.shape;
  const flat = reshape(x, [n, channels, elementCount(x.shape.slice(2))]);
  const standardised = reshape(layerNorm(flat, { epsilon }), x.shape);
  const scaled = weight ? mul(standardised, perChannel(weight, x.shape)) : standardised;
  return bias ? add(scaled, perChannel(bias, x.shape)) : scaled;
}

/** [c] as [c, 1, 1, 1], which broadcasts against [n, c, …spatial]. */
function perChannel(values: Value, [, channels, ...spatial]: Shape): Value {
  expectShape(
    values.shape.length === 1 && values.shape[0] === channels,
    "instanceNorm",
    `weight and bias need one element for each of ${channels} channels; given was [${values.shape.join(", ")}].`,
  );
  return reshape(values, [channels, ...spatial.map(() => 1)]);
}
