import { GraphError } from "../graph-error.ts";
import type { Value } from "../graph.ts";
import { applyOne, defineOperation } from "../operation.ts";
import type { Shape } from "../tensor-type.ts";
import { suitsBlocks, writeBlockedConv } from "./blocked-conv.ts";
import { convInputGradient } from "./conv-input-gradient.ts";
import { convWeightGradient } from "./conv-weight-gradient.ts";
import { expectDtype, expectRank, expectShape } from "./expect.ts";
import { suitsProduct, writeProductConv } from "./product-conv.ts";
import { sum } from "./reduce.ts";

/** Geometry of a convolution, one entry per spatial axis. */
export interface ConvAttributes extends Record<string, readonly number[]> {
  stride: readonly number[];
  /** Zeros in front of and behind each axis. */
  before: readonly number[];
  after: readonly number[];
  dilation: readonly number[];
}

const convOperation = defineOperation<ConvAttributes>({
  name: "conv",
  infer: ([x, w, b], attributes) => {
    for (const type of [x, w]) expectDtype("conv", type, "float32");
    expectRank("conv", x, 3, 5);
    expectRank("conv", w, x.shape.length);
    expectShape(
      w.shape[1] === x.shape[1],
      "conv",
      `the image has ${x.shape[1]} channels, the kernel [${w.shape.join(", ")}] takes ${w.shape[1]}.`,
    );
    if (b)
      expectShape(
        b.shape.length === 1 && b.shape[0] === w.shape[0],
        "conv",
        `the bias [${b.shape.join(", ")}] does not fit ${w.shape[0]} output channels.`,
      );
    return [
      {
        dtype: "float32",
        shape: [x.shape[0], w.shape[0], ...convSizes(x.shape.slice(2), w.shape.slice(2), attributes)],
      },
    ];
  },
  write: (writer, use) => {
    const { inputs, outputs, inputTypes, outputTypes, attributes } = use;
    const block = writer.channelBlock;
    if (block !== undefined && suitsProduct(inputTypes[0].shape, inputTypes[1].shape))
      return writeProductConv(writer, use);
    if (block !== undefined && suitsBlocks(block, inputTypes, outputTypes)) return writeBlockedConv(writer, use, block);
    const { stride, before, after, dilation } = attributes;
    writer.node("Conv", inputs, outputs, {
      kernel_shape: inputTypes[1].shape.slice(2),
      strides: stride,
      pads: [...before, ...after],
      dilations: dilation,
    });
  },
  gradient: ({ inputs: [x, w, b], cotangents: [dy], attributes, wanted }) => [
    wanted[0] ? convInputGradient(dy!, w, x.shape, attributes) : undefined,
    wanted[1] ? convWeightGradient(x, dy!, w.shape, attributes) : undefined,
    b && wanted[2] ? sum(dy!, [0, ...attributes.stride.map((_, axis) => axis + 2)]) : undefined,
  ],
});

function convSizes(image: Shape, kernel: Shape, { stride, before, after, dilation }: ConvAttributes): Shape {
  return image.map((size, axis) => {
    const span = dilation[axis] * (kernel[axis] - 1) + 1;
    const room = size + before[axis] + after[axis] - span;
    expectShape(
      room >= 0,
      "conv",
      `a kernel that spans ${span} does not fit into ${size} + ${before[axis] + after[axis]} voxels on spatial axis ${axis}.`,
    );
    return Math.floor(room / stride[axis]) + 1;
  });
}

/** One number for all spatial axes, or one for each. */
export type PerAxis = number | readonly number[];

/** The setting written out for every spatial axis. */
export function perAxis(setting: PerAxis, axes: number, name: string): readonly number[] {
  const list = typeof setting === "number" ? Array.from({ length: axes }, () => setting) : setting;
  if (list.length !== axes || !list.every((value) => Number.isInteger(value) && value >= 0)) {
    throw new GraphError(
      "geometry",
      `${name} must be one whole number, or ${axes} of them; given was ${JSON.stringify(setting)}.`,
    );
  }
  return list;
}

/** Settings of a convolution; each is one number for all axes or one per axis. */
export interface ConvOptions {
  readonly bias?: Value | undefined;
  readonly stride?: PerAxis;
  /** Zeros on both sides. */
  readonly padding?: PerAxis;
  readonly dilation?: PerAxis;
}

/**
 * Cross-correlation over 1, 2 or 3 spatial axes, as PyTorch's conv1d, conv2d and conv3d.
 *
 * @param x - image, [n, c, …spatial].
 * @param weight - kernel, [out, c, …spatial].
 */
export function conv(
  x: Value,
  weight: Value,
  { bias, stride = 1, padding = 0, dilation = 1 }: ConvOptions = {},
): Value {
  const axes = x.shape.length - 2;
  const around = perAxis(padding, axes, "padding");
  const attributes: ConvAttributes = {
    stride: perAxis(stride, axes, "stride"),
    before: around,
    after: around,
    dilation: perAxis(dilation, axes, "dilation"),
  };
  return convWith(x, weight, attributes, bias);
}

/** The same with different padding at the two ends of each axis. */
export function convWith(x: Value, weight: Value, attributes: ConvAttributes, bias?: Value): Value {
  return applyOne(convOperation, bias ? [x, weight, bias] : [x, weight], attributes);
}
