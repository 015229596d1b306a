import { GraphError } from "../graph-error.ts";
import type { Value } from "../graph.ts";
import { float } from "../onnx/node-writer.ts";
import { apply, applyOne, defineOperation } from "../operation.ts";
import { elementCount, type TensorType } from "../tensor-type.ts";
import { add, div, mul, sub } from "./binary.ts";
import { axesButChannels, channelAffine, channelDot, perChannel, writeChannelDot } from "./channel.ts";
import { expectDtype, expectShape } from "./expect.ts";
import { sum } from "./reduce.ts";
import { sqrt } from "./unary.ts";

interface NormaliseAttributes extends Record<string, number> {
  epsilon: number;
}

function expectChannels(x: TensorType, channels: readonly TensorType[]): void {
  expectDtype("batchNorm", x, "float32");
  for (const type of channels) {
    expectShape(
      type.shape.length === 1 && type.shape[0] === x.shape[1],
      "batchNorm",
      `[${type.shape.join(", ")}] does not fit the ${x.shape[1]} channels of [${x.shape.join(", ")}].`,
    );
  }
}

/** scale · (x − mean) / √(variance + ε) + shift per channel, the statistics given as inputs; one pass over the image. */
const evalOperation = defineOperation<NormaliseAttributes>({
  name: "batchNormEval",
  infer: ([x, ...channels]) => {
    expectChannels(x, channels);
    return [x];
  },
  write: (writer, { inputs, outputs, attributes }) =>
    writer.node("BatchNormalization", inputs, outputs, { epsilon: float(attributes.epsilon) }),
  gradient: ({ inputs: [x, scale, , mu, variance], cotangents: [dy], attributes: { epsilon }, wanted }) => {
    const inverse = div(1, sqrt(add(variance, epsilon)));
    const factor = mul(scale, inverse);
    const dyTotal = sum(dy!, axesButChannels(x));
    // Σ dy·(x − μ)
    const dyCentred = sub(channelDot(dy!, x), mul(mu, dyTotal));
    return [
      wanted[0] ? mul(dy!, perChannel(factor, x)) : undefined,
      wanted[1] ? mul(dyCentred, inverse) : undefined,
      wanted[2] ? dyTotal : undefined,
      wanted[3] ? mul(dyTotal, mul(factor, -1)) : undefined,
      wanted[4] ? mul(dyCentred, mul(mul(factor, mul(inverse, inverse)), -0.5)) : undefined,
    ];
  },
});

/**
 * x, scale, shift → the normalised image, the batch's mean and biased variance per channel, and x − mean.
 *
 * The variance is taken of the centred image, since the mean of the squares less the square of the mean loses its digits where the
 * mean is large; the centred image then takes the place of x in the backward pass.
 */
const trainOperation = defineOperation<NormaliseAttributes>({
  name: "batchNormTrain",
  infer: ([x, scale, shift]) => {
    expectChannels(x, [scale, shift]);
    return [x, scale, scale, x];
  },
  write: (writer, { inputs: [x, scale, shift], outputs: [y, mean, variance, centred], inputTypes, attributes }) => {
    const [n, c, ...spatial] = inputTypes[0].shape;
    const count = n * elementCount(spatial);
    const kept = writer.temporary("mean");
    writer.node("ReduceMean", [x, writer.integers([0, ...spatial.map((_, axis) => axis + 2)])], [kept], {
      keepdims: 1,
    });
    writer.node("Reshape", [kept, writer.integers([c])], [mean]);
    writer.node("Sub", [x, kept], [centred]);
    const total = writer.temporary("total");
    writeChannelDot(writer, centred, centred, total, inputTypes[0].shape);
    writer.node("Mul", [total, writer.constant("float32", [], [1 / count])], [variance]);
    const zeros = writer.constant("float32", [c], new Float32Array(c));
    writer.node("BatchNormalization", [centred, scale, shift, zeros, variance], [y], {
      epsilon: float(attributes.epsilon),
    });
  },
  // With a = scale/σ: dx = a·(dy − Σdy/m − (x−μ)·Σdy(x−μ)/(σ²m)), statistics included. The statistics as outputs have no gradient.
  gradient: ({
    inputs: [x, scale],
    outputs: [, , variance, centred],
    cotangents: [dy],
    attributes: { epsilon },
    wanted,
  }) => {
    if (!dy) return [];
    const count = elementCount(x.shape) / x.shape[1];
    const inverse = div(1, sqrt(add(variance, epsilon)));
    const factor = mul(scale, inverse);
    const dyTotal = sum(dy, axesButChannels(x));
    const dyCentred = channelDot(dy, centred);
    const dx = (): Value => {
      const shift = mul(mul(factor, dyTotal), -1 / count);
      const slope = mul(mul(factor, mul(dyCentred, mul(inverse, inverse))), -1 / count);
      return add(channelAffine(dy, factor, shift), mul(centred, perChannel(slope, x)));
    };
    return [
      wanted[0] ? dx() : undefined,
      wanted[1] ? mul(dyCentred, inverse) : undefined,
      wanted[2] ? dyTotal : undefined,
    ];
  },
});

/** Learned and running tensors of a batch normalisation, one element per channel. */
export interface BatchNormParameters {
  readonly weight: Value;
  readonly bias: Value;
  readonly runningMean: Value;
  readonly runningVariance: Value;
}

/** Settings of a batch normalisation. */
export interface BatchNormOptions {
  /** `train`: statistics of the batch, and the running ones are updated; `eval`: the running ones. */
  readonly mode: "train" | "eval";
  /** Default 1e-5. */
  readonly epsilon?: number;
  /** Weight of the new batch in the running statistics; default 0.1. */
  readonly momentum?: number;
}

/**
 * Batch normalisation over the batch and all spatial axes, as PyTorch: normalises by the biased variance and moves the running
 * variance by the unbiased one.
 *
 * @param x - [n, c, …spatial].
 * @throws GraphError `one-value` in training with a single value per channel, which has no variance.
 * @see Ioffe & Szegedy, ICML 2015.
 */
export function batchNorm(
  x: Value,
  { weight, bias, runningMean, runningVariance }: BatchNormParameters,
  { mode, epsilon = 1e-5, momentum = 0.1 }: BatchNormOptions,
): Value {
  if (mode === "eval") return applyOne(evalOperation, [x, weight, bias, runningMean, runningVariance], { epsilon });
  const count = elementCount(x.shape) / x.shape[1];
  if (count < 2) {
    throw new GraphError(
      "one-value",
      `batchNorm: [${x.shape.join(", ")}] has one value per channel, of which no variance can be taken. Give a larger batch or image.`,
    );
  }
  const [y, batchMean, variance] = apply(trainOperation, [x, weight, bias], { epsilon });
  const { graph } = x;
  graph.update(runningMean, add(mul(runningMean, 1 - momentum), mul(batchMean, momentum)));
  graph.update(
    runningVariance,
    add(mul(runningVariance, 1 - momentum), mul(variance, (momentum * count) / (count - 1))),
  );
  return y;
}
