import type { Value } from "../graph.ts";
import { elementCount, type Shape } from "../tensor-type.ts";
import { concat } from "./concat.ts";
import { type ConvAttributes, convWith } from "./conv.ts";
import { exchangedTaps } from "./exchanged-taps.ts";
import { productInputGradient, suitsProduct } from "./product-conv.ts";
import { reshape, transpose } from "./reshape.ts";
import { slice } from "./slice.ts";

/**
 * d loss / d image of a convolution, which is also the transposed convolution of dY.
 *
 * Few positions: products (`product-conv.ts`). Stride 1: the convolution of dY with the flipped kernel, its channel axes exchanged. Larger strides: input voxels of each residue
 * modulo the stride meet their own subset of kernel taps only; each residue (phase) is a stride-1 convolution with that sub-kernel,
 * and the phases are interleaved.
 */
export function convInputGradient(dy: Value, weight: Value, imageShape: Shape, attributes: ConvAttributes): Value {
  if (suitsProduct(imageShape, weight.shape)) return productInputGradient(dy, weight, imageShape, attributes);
  const kernel = weight.shape.slice(2);
  const phases = combinations(attributes.stride).map((residues) => {
    const plans = residues.map((residue, axis) =>
      phasePlan(residue, imageShape[axis + 2], dy.shape[axis + 2], kernel[axis], axis, attributes),
    );
    const counts = plans.map((plan) => plan.taps.length);
    // No tap meets this residue, or only outputs that do not exist would.
    if (
      plans.some(
        (plan, axis) =>
          plan.taps.length === 0 || Math.max(0, -plan.before) + Math.max(0, -plan.after) >= dy.shape[axis + 2],
      )
    )
      return undefined;
    const chosen = combinations(counts).map((picks) =>
      flatten(
        picks.map((pick, axis) => plans[axis].taps[pick]),
        kernel,
      ),
    );
    const subKernel = reshape(exchangedTaps(weight, chosen), [weight.shape[1], weight.shape[0], ...counts]);
    const cropped = slice(
      dy,
      ...plans.map(({ before, after }, axis) => ({
        axis: axis + 2,
        start: Math.max(0, -before),
        end: dy.shape[axis + 2] - Math.max(0, -after),
      })),
    );
    return convWith(cropped, subKernel, {
      stride: plans.map(() => 1),
      before: plans.map((plan) => Math.max(0, plan.before)),
      after: plans.map((plan) => Math.max(0, plan.after)),
      dilation: plans.map((plan) => plan.dilation),
    });
  });
  return phases.length === 1 && phases[0] ? phases[0] : interleave(phases, dy, imageShape, attributes.stride);
}

interface PhasePlan {
  /** Taps that meet this residue, in reverse order (the flipped kernel). */
  readonly taps: readonly number[];
  /** Padding of dY (negative: cropping). */
  readonly before: number;
  readonly after: number;
  readonly dilation: number;
}

/**
 * Along one axis: x[i] takes part in y[o] through tap t where i = o·stride + t·dilation − before. For i = m·stride + residue that
 * needs t·dilation ≡ residue + before (mod stride), and o = m + (residue + before − t·dilation) / stride.
 */
function phasePlan(
  residue: number,
  size: number,
  outputs: number,
  taps: number,
  axis: number,
  attributes: ConvAttributes,
): PhasePlan {
  const [stride, dilation, before] = [attributes.stride[axis], attributes.dilation[axis], attributes.before[axis]];
  const matching = Array.from({ length: taps }, (_, tap) => taps - 1 - tap).filter(
    (tap) => (residue + before - tap * dilation) % stride === 0,
  );
  if (matching.length === 0) return { taps: [], before: 0, after: 0, dilation: 1 };
  const shift = (tap: number): number => (residue + before - tap * dilation) / stride;
  const [low, high] = [shift(matching[0]), shift(matching[matching.length - 1])];
  // All phases get one length; surplus voxels are cut off after interleaving.
  const length = Math.ceil(size / stride);
  const step = matching.length > 1 ? matching[0] - matching[1] : 1;
  return {
    taps: matching,
    before: -low,
    after: length - 1 + high - (outputs - 1),
    dilation: matching.length > 1 ? (step * dilation) / stride : 1,
  };
}

/**
 * Phases [n, c, …length] → image: voxel m·stride + residue comes from position m of the phase. The last axis first, by a transposition
 * in two axes, which is several times faster than one in seven; then whole lines move.
 */
function interleave(
  phases: readonly (Value | undefined)[],
  dy: Value,
  imageShape: Shape,
  stride: readonly number[],
): Value {
  const [n, c] = [imageShape[0], imageShape[1]];
  const lengths = stride.map((step, axis) => Math.ceil(imageShape[axis + 2] / step));
  const missing = dy.graph.constant("float32", [1, n * c, ...lengths], new Float32Array(n * c * elementCount(lengths)));
  const parts = phases.map((phase) => (phase ? reshape(phase, [1, n * c, ...lengths]) : missing));
  const last = stride.length - 1;
  const width = stride[last];
  // Phases of the last axis are the fastest: [outer residues, width] → one stack per residue of the last axis.
  const lines = transpose(
    reshape(
      concat(
        Array.from({ length: width }, (_, residue) =>
          concat(
            parts.filter((_, index) => index % width === residue),
            0,
          ),
        ),
        0,
      ),
      [width, -1],
    ),
    [1, 0],
  );
  const outer = stride.slice(0, last);
  const order = [last, ...outer.flatMap((_, axis) => [last + 1 + axis, axis]), 2 * last + 1];
  const spread = transpose(reshape(lines, [...outer, n * c, ...lengths.slice(0, last), lengths[last] * width]), order);
  const full = reshape(spread, [n, c, ...lengths.map((length, axis) => length * stride[axis])]);
  return slice(full, ...stride.map((_, axis) => ({ axis: axis + 2, end: imageShape[axis + 2] })));
}

/** Every choice of one number below each count, in row-major order. */
function combinations(counts: readonly number[]): number[][] {
  return counts.reduce<number[][]>(
    (lists, count) => lists.flatMap((list) => Array.from({ length: count }, (_, pick) => [...list, pick])),
    [[]],
  );
}

function flatten(position: readonly number[], shape: Shape): number {
  return position.reduce((index, value, axis) => index * shape[axis] + value, 0);
}
