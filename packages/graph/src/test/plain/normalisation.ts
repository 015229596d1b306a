import type { Plain } from "./plain.ts";
import { atBroadcast, plain, tabulate } from "./plain.ts";
import { reduce } from "./reduction.ts";
import { reshape } from "./rearrangement.ts";

const defaultEpsilon = 1e-5;

export interface RunningStatistics {
  readonly mean: Plain;
  readonly variance: Plain;
}

export interface BatchNormTraining {
  readonly output: Plain;
  /** Of the batch, per channel; the variance is the biased one (divided by n). */
  readonly mean: Plain;
  readonly variance: Plain;
  /** After this batch. */
  readonly running: RunningStatistics;
}

/**
 * Batch norm with the batch's own statistics, and the running ones after it: (1 − momentum) · old + momentum · new, where
 * the new variance is the unbiased one (divided by n − 1), as in PyTorch.
 *
 * @param x - [n, c, ...spatial]; the other tensors are [c].
 */
export function batchNormTraining(
  x: Plain,
  scale: Plain | undefined,
  bias: Plain | undefined,
  running: RunningStatistics,
  { momentum = 0.1, epsilon = defaultEpsilon }: { readonly momentum?: number; readonly epsilon?: number } = {},
): BatchNormTraining {
  const axes = x.shape.map((_, axis) => axis).filter((axis) => axis !== 1);
  const { mean, variance } = moments(x, axes);
  const output = affine(normalise(x, mean, variance, epsilon), channelwise(x, scale), channelwise(x, bias));
  const channels = [x.shape[1]];
  const n = x.values.length / x.shape[1];
  const moved = (old: Plain, now: Plain, factor: number): Plain =>
    plain(
      channels,
      old.values.map((value, c) => (1 - momentum) * value + momentum * factor * now.values[c]),
    );
  return {
    output,
    mean: reshape(mean, channels),
    variance: reshape(variance, channels),
    running: { mean: moved(running.mean, mean, 1), variance: moved(running.variance, variance, n / (n - 1)) },
  };
}

/** Batch norm with given statistics: what a trained network does. */
export function batchNormInference(
  x: Plain,
  scale: Plain | undefined,
  bias: Plain | undefined,
  { mean, variance }: RunningStatistics,
  epsilon = defaultEpsilon,
): Plain {
  const normalised = normalise(x, channelwise(x, mean), channelwise(x, variance), epsilon);
  return affine(normalised, channelwise(x, scale), channelwise(x, bias));
}

/** Instance norm: every channel of every sample by its own mean and biased variance over space. */
export function instanceNorm(x: Plain, scale?: Plain, bias?: Plain, epsilon = defaultEpsilon): Plain {
  const axes = x.shape.map((_, axis) => axis).slice(2);
  const { mean, variance } = moments(x, axes);
  return affine(normalise(x, mean, variance, epsilon), channelwise(x, scale), channelwise(x, bias));
}

/** Layer norm over the last `axes` axes; scale and bias have the shape of these. */
export function layerNorm(
  x: Plain,
  scale?: Plain,
  bias?: Plain,
  { axes = 1, epsilon = defaultEpsilon }: { readonly axes?: number; readonly epsilon?: number } = {},
): Plain {
  const last = Array.from({ length: axes }, (_, n) => x.shape.length - 1 - n);
  const { mean, variance } = moments(x, last);
  return affine(normalise(x, mean, variance, epsilon), scale, bias);
}

function moments(x: Plain, axes: readonly number[]): RunningStatistics {
  const mean = reduce("mean", x, { axes, keepDims: true });
  const deviation = tabulate(x.shape, (index) => atBroadcast(x, index) - atBroadcast(mean, index));
  const squares = { shape: x.shape, values: deviation.values.map((value) => value * value) };
  return { mean, variance: reduce("mean", squares, { axes, keepDims: true }) };
}

function normalise(x: Plain, mean: Plain, variance: Plain, epsilon: number): Plain {
  return tabulate(
    x.shape,
    (index) => (atBroadcast(x, index) - atBroadcast(mean, index)) / Math.sqrt(atBroadcast(variance, index) + epsilon),
  );
}

function affine(x: Plain, scale: Plain | undefined, bias: Plain | undefined): Plain {
  return tabulate(
    x.shape,
    (index) => atBroadcast(x, index) * (scale ? atBroadcast(scale, index) : 1) + (bias ? atBroadcast(bias, index) : 0),
  );
}

/** [c] as [c, 1, 1, 1], which broadcasts against [n, c, ...spatial]. */
function channelwise<T extends Plain | undefined>(x: Plain, perChannel: T): T | Plain {
  return perChannel && reshape(perChannel, [x.shape[1], ...x.shape.slice(2).map(() => 1)]);
}
