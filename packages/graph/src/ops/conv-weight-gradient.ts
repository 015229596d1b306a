import type { Value } from "../graph.ts";
import { elementCount, type Shape } from "../tensor-type.ts";
import { concat } from "./concat.ts";
import { type ConvAttributes, convWith } from "./conv.ts";
import { exchangedTaps } from "./exchanged-taps.ts";
import { matmul } from "./matmul.ts";
import { pad } from "./pad.ts";
import { productWeightGradient, suitsProduct } from "./product-conv.ts";
import { sum } from "./reduce.ts";
import { reshape, transpose } from "./reshape.ts";
import { slice } from "./slice.ts";
import { suitsTiles, tiledWeightGradient } from "./tiled-weight-gradient.ts";

/**
 * d loss / d kernel of a convolution: for every tap, the product of dY [out, positions] with the image shifted by that tap
 * [channels, positions]ᵀ. Ways to the same sums, each the fastest where it is used (docs/engine.md has the measurements):
 *
 * - 3×3×3, stride 1, enough channels and positions: products over tiles of outputs, of which 64 do what 216 do otherwise;
 * - fewer output than input channels: the roles of image and dY exchanged, because shifting the smaller of the two is cheaper;
 * - few input channels: a convolution whose image is x and whose kernel is dY, batch and channel axes exchanged;
 * - very few positions: one product with the image as each tap sees it, which is a product with a table of zeros and ones;
 * - few positions (deep layers): one matrix product with all shifted images stacked;
 * - many positions, stride 1: the image shifted along the last axes, dY along the first, so that nine shifted copies serve 27 taps;
 * - otherwise one product per tap, the batch folded into the positions.
 */
export function convWeightGradient(x: Value, dy: Value, weightShape: Shape, attributes: ConvAttributes): Value {
  if (suitsProduct(x.shape, weightShape)) return productWeightGradient(x, dy, weightShape, attributes);
  if (suitsTiles(dy, weightShape, attributes)) return tiledWeightGradient(x, dy, weightShape, attributes);
  const exchanged = exchangedRoles(x, dy, weightShape, attributes);
  if (exchanged) return exchanged;
  const [batch, positions] = [dy.shape[0], elementCount(dy.shape.slice(2))];
  const taps = elementCount(weightShape.slice(2));
  if (weightShape[1] < 4 && taps > 1) return byConvolution(x, dy, weightShape, attributes);
  if (batch * positions <= 512) return byStackedImages(x, dy, weightShape, attributes);
  if (positions >= 2048 && taps > 1 && attributes.stride[0] === 1)
    return byShiftedPlanes(x, dy, weightShape, attributes);
  return byTap(x, dy, weightShape, attributes);
}

/**
 * Σ over q of dY[o, q − t]·x[c, q]: the kernel gradient of a convolution of dY whose result is x, channels exchanged and taps reversed.
 * Undefined where it does not apply: with strides, padding beyond the kernel, or nothing to gain.
 */
function exchangedRoles(
  x: Value,
  dy: Value,
  weightShape: Shape,
  { stride, before, after, dilation }: ConvAttributes,
): Value | undefined {
  const [out, channels, ...kernel] = weightShape;
  const taps = elementCount(kernel);
  const reach = kernel.map((size, axis) => dilation[axis] * (size - 1));
  const reversed = {
    stride,
    dilation,
    before: reach.map((span, axis) => span - before[axis]),
    after: reach.map((span, axis) => span - after[axis]),
  };
  if (
    out >= channels ||
    taps === 1 ||
    stride.some((step) => step !== 1) ||
    [...reversed.before, ...reversed.after].some((count) => count < 0)
  )
    return undefined;
  const gradient = convWeightGradient(dy, x, [channels, out, ...kernel], reversed);
  return reshape(
    exchangedTaps(
      gradient,
      Array.from({ length: taps }, (_, tap) => taps - 1 - tap),
    ),
    weightShape,
  );
}

/** dW[o, c] = Σₙ x[n, c] ⋆ dY[n, o]: strides and dilations change places. */
function byConvolution(
  x: Value,
  dy: Value,
  weightShape: Shape,
  { stride, before, after, dilation }: ConvAttributes,
): Value {
  const gradient = convWith(batchAndChannelsExchanged(x), batchAndChannelsExchanged(dy), {
    stride: dilation,
    before,
    after,
    dilation: stride,
  });
  // With strides the last voxels may be in no window; then there are taps too many.
  const taps = slice(gradient, ...weightShape.slice(2).map((size, axis) => ({ axis: axis + 2, end: size })));
  return batchAndChannelsExchanged(taps);
}

function byStackedImages(x: Value, dy: Value, weightShape: Shape, attributes: ConvAttributes): Value {
  const [out, channels] = [weightShape[0], weightShape[1]];
  const folded = positionsOf(batchAndChannelsExchanged(x), dy.shape.slice(2), weightShape.slice(2), attributes);
  const stacked = concat(
    folded.map((shifted) => reshape(shifted, [channels, 1, -1])),
    1,
  );
  const flatDy = reshape(batchAndChannelsExchanged(dy), [out, -1]);
  return reshape(matmul(flatDy, reshape(stacked, [channels * folded.length, -1]), { transposeB: true }), weightShape);
}

function byTap(x: Value, dy: Value, weightShape: Shape, attributes: ConvAttributes): Value {
  const [out, channels] = [weightShape[0], weightShape[1]];
  const flatDy = reshape(batchAndChannelsExchanged(dy), [out, -1]);
  const products = positionsOf(batchAndChannelsExchanged(x), dy.shape.slice(2), weightShape.slice(2), attributes).map(
    (shifted) => reshape(matmul(flatDy, reshape(shifted, [channels, -1]), { transposeB: true }), [1, out * channels]),
  );
  return tapsLast(concat(products, 0), weightShape);
}

function byShiftedPlanes(x: Value, dy: Value, weightShape: Shape, attributes: ConvAttributes): Value {
  const [out, channels, planes] = [weightShape[0], weightShape[1], weightShape[2]];
  const { before, after, dilation } = attributes;
  const n = x.shape[0];
  // The image keeps all its planes, padding included; dY is moved by whole planes instead.
  const depth = x.shape[2] + before[0] + after[0];
  const moved = Array.from({ length: planes }, (_, tap) => {
    const offset = tap * dilation[0];
    return reshape(pad(dy, { axis: 2, before: offset, after: depth - dy.shape[2] - offset }), [n, 1, out, -1]);
  });
  const flatDy = reshape(concat(moved, 1), [n, planes * out, -1]);
  const inPlane = { stride: [1, ...attributes.stride.slice(1)], before, after, dilation };
  const products = positionsOf(x, [depth, ...dy.shape.slice(3)], [1, ...weightShape.slice(3)], inPlane).map((shifted) =>
    reshape(matmul(flatDy, reshape(shifted, [n, channels, -1]), { transposeB: true }), [n, 1, planes, out * channels]),
  );
  // [taps in the plane, planes, out·channels] → planes first
  const summed = sum(concat(products, 1), [0]);
  return tapsLast(reshape(transpose(summed, [1, 0, 2]), [planes * products.length, out * channels]), weightShape);
}

/** The image as each tap sees it, restricted to the positions that give outputs; taps in row-major order. */
function positionsOf(
  image: Value,
  sizes: Shape,
  kernel: Shape,
  { stride, before, after, dilation }: ConvAttributes,
): Value[] {
  let shifted = [
    pad(
      image,
      sizes.map((_, axis) => ({ axis: axis + 2, before: before[axis], after: after[axis] })),
    ),
  ];
  // One axis after the other, the last first: later cuts then copy longer runs.
  for (let axis = sizes.length - 1; axis >= 0; axis--) {
    const views = (value: Value): Value[] =>
      Array.from({ length: kernel[axis] }, (_, tap) => {
        const start = tap * dilation[axis];
        return slice(value, {
          axis: axis + 2,
          start,
          end: start + (sizes[axis] - 1) * stride[axis] + 1,
          step: stride[axis],
        });
      });
    // Row-major order: taps of this axis are slower than those of the axes already cut.
    const perTap = shifted.map(views);
    shifted = Array.from({ length: kernel[axis] }, (_, tap) => perTap.map((list) => list[tap])).flat();
  }
  return shifted;
}

/** [taps, out·channels] → [out, channels, …taps]. */
function tapsLast(products: Value, weightShape: Shape): Value {
  return reshape(transpose(products, [1, 0]), weightShape);
}

function batchAndChannelsExchanged(x: Value): Value {
  return transpose(x, [1, 0, ...x.shape.slice(2).map((_, axis) => axis + 2)]);
}
