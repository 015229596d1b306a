import { GraphError } from "../graph-error.ts";
import type { Value } from "../graph.ts";
import { elementCount } from "../tensor-type.ts";
import { add } from "./binary.ts";
import { convInputGradient } from "./conv-input-gradient.ts";
import { type ConvOptions, perAxis } from "./conv.ts";
import { expectDtype, expectRank, expectShape } from "./expect.ts";
import { matmul } from "./matmul.ts";
import { reshape, transpose } from "./reshape.ts";

/** Settings of a transposed convolution; each is one number for all axes or one per axis. */
export interface ConvTransposeOptions extends ConvOptions {
  /** Voxels added at the end of an axis, where a stride leaves the size open; less than the stride or the dilation. */
  readonly outputPadding?: ConvOptions["padding"];
}

/**
 * Transposed convolution over 1, 2 or 3 spatial axes, as PyTorch's conv_transpose1d to 3d: every voxel stamps the kernel, scaled.
 *
 * Written with matrix products and convolutions, because ONNX Runtime's ConvTranspose is slow in 3-D and absent on WebGPU.
 *
 * @param x - image, [n, c, …spatial].
 * @param weight - kernel, [c, out, …spatial].
 * @throws GraphError `geometry` if the output padding is not smaller than the stride or the dilation.
 */
export function convTranspose(x: Value, weight: Value, options: ConvTransposeOptions = {}): Value {
  const { bias, stride = 1, padding = 0, dilation = 1, outputPadding = 0 } = options;
  for (const value of [x, weight]) expectDtype("convTranspose", value, "float32");
  expectRank("convTranspose", x, 3, 5);
  expectRank("convTranspose", weight, x.shape.length);
  const [n, channels, ...sizes] = x.shape;
  const [inputs, out, ...kernel] = weight.shape;
  expectShape(
    inputs === channels,
    "convTranspose",
    `the image has ${channels} channels, the kernel [${weight.shape.join(", ")}] takes ${inputs}.`,
  );
  const axes = sizes.length;
  const steps = perAxis(stride, axes, "stride");
  const around = perAxis(padding, axes, "padding");
  const spread = perAxis(dilation, axes, "dilation");
  const extra = perAxis(outputPadding, axes, "outputPadding");
  if (extra.some((more, axis) => more >= Math.max(steps[axis], spread[axis]))) {
    throw new GraphError(
      "geometry",
      `convTranspose: output padding [${extra.join(", ")}] must be smaller than the stride [${steps.join(", ")}] or the dilation [${spread.join(", ")}].`,
    );
  }
  const image = sizes.map(
    (size, axis) => (size - 1) * steps[axis] - 2 * around[axis] + spread[axis] * (kernel[axis] - 1) + 1 + extra[axis],
  );
  const plain = [...around, ...extra].every((count) => count === 0);
  const tiles = plain && kernel.every((taps, axis) => taps === steps[axis] && spread[axis] === 1);
  const attributes = { stride: steps, before: around, after: around, dilation: spread };
  const y = tiles ? stampTiles(x, weight) : convInputGradient(x, weight, [n, out, ...image], attributes);
  return bias ? add(y, reshape(bias, [out, ...sizes.map(() => 1)])) : y;
}

/** Kernel = stride: every voxel becomes a tile of its own, a matrix product followed by interleaving. */
function stampTiles(x: Value, weight: Value): Value {
  const [n, channels, ...sizes] = x.shape;
  const [, out, ...kernel] = weight.shape;
  const axes = sizes.length;
  const last = axes - 1;
  const outer = kernel.slice(0, last);
  const width = kernel[last];
  const rows = out * elementCount(outer);
  const positions = elementCount(sizes);
  // One product for each tap of the last axis, [width, 1, c, rows] by [n, c, positions] …
  const phases = reshape(transpose(reshape(weight, [channels * rows, width]), [1, 0]), [width, 1, channels, rows]);
  const product = matmul(phases, reshape(x, [n, channels, positions]), { transposeA: true });
  // … so that a 2-D transposition, which is fast, interleaves that axis: [width, n·rows·positions] → [n·rows·positions, width].
  const lines = transpose(reshape(product, [width, n * rows * positions]), [1, 0]);
  // [n·out, …outer taps, …sizes, width] → [n·out, size, tap, size, tap, …, line]: whole lines move.
  const order = [0, ...outer.flatMap((_, axis) => [1 + last + axis, 1 + axis]), 1 + 2 * last];
  const line = sizes[last] * width;
  const tiles = transpose(reshape(lines, [n * out, ...outer, ...sizes.slice(0, last), line]), order);
  return reshape(tiles, [n, out, ...sizes.map((size, axis) => size * kernel[axis])]);
}
