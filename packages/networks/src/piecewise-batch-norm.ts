import {
  add,
  batchNorm as normalise,
  concat,
  mean,
  mul,
  reshape,
  square,
  stopGradient,
  sub,
  type Value,
} from "@hilum/graph";
import type { Scope } from "./layers.ts";

/** Some channels of a feature map with their statistics over the batch and space. */
export interface Piece {
  readonly value: Value;
  /** Per channel; absent in eval mode, which does not look at the batch. */
  readonly statistics?: { readonly mean: Value; readonly variance: Value };
}

/** Takes the statistics of some channels once, for all the normalisations that will see them. */
export function piece(scope: Scope, value: Value): Piece {
  if (scope.mode === "eval") return { value };
  const axes = [0, ...value.shape.slice(2).map((_, axis) => axis + 2)];
  const average = mean(value, axes);
  // From the deviations, not E[x²] − E[x]²: in the stem, where the mean is many deviations, that would lose half of the digits. The
  // mean minimises the mean square, so no gradient flows through it here.
  const centred = sub(value, reshape(stopGradient(average), [-1, ...value.shape.slice(2).map(() => 1)]));
  return { value, statistics: { mean: average, variance: mean(square(centred), axes) } };
}

/** The channels of two pieces, one behind the other: the statistics of a concatenation are those of its parts. */
export function joined(a: Piece, b: Piece): Piece {
  const value = concat([a.value, b.value], 1);
  if (!a.statistics || !b.statistics) return { value };
  return {
    value,
    statistics: {
      mean: concat([a.statistics.mean, b.statistics.mean], 0),
      variance: concat([a.statistics.variance, b.statistics.variance], 0),
    },
  };
}

/**
 * Batch normalisation by statistics already taken, with PyTorch's names and running statistics (momentum 0.1, unbiased variance).
 *
 * In a dense block the output of a layer is so measured once, not again by every layer behind it, and in the backward pass the
 * gradients of the statistics meet as vectors, not as feature maps.
 */
export function piecewiseBatchNorm(scope: Scope, { value, statistics }: Piece): Value {
  const channels = [value.shape[1]];
  const weight = scope.parameter("weight", channels, { kind: "constant", value: 1 });
  const bias = scope.parameter("bias", channels, { kind: "constant", value: 0 });
  const runningMean = scope.state("running_mean", channels, { kind: "constant", value: 0 });
  const runningVariance = scope.state("running_var", channels, { kind: "constant", value: 1 });
  if (!statistics) return normalise(value, { weight, bias, runningMean, runningVariance }, { mode: "eval" });

  const { graph } = scope;
  const count = value.shape.reduce((product, size) => product * size, 1) / value.shape[1];
  const unbiased = mul(statistics.variance, count / (count - 1));
  graph.update(runningMean, add(mul(runningMean, 0.9), mul(statistics.mean, 0.1)));
  graph.update(runningVariance, add(mul(runningVariance, 0.9), mul(unbiased, 0.1)));
  const batches = scope.state("num_batches_tracked", [], { kind: "constant", value: 0 });
  graph.update(batches, add(batches, 1));
  const given = { weight, bias, runningMean: statistics.mean, runningVariance: statistics.variance };
  return normalise(value, given, { mode: "eval" });
}
