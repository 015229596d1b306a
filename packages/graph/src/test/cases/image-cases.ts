import * as fc from "fast-check";
import {
  averagePool,
  batchNorm,
  conv,
  convTranspose,
  instanceNorm,
  layerNorm,
  maxPool,
  upsample,
} from "../../index.ts";
import { type OperationCase, operationCase, shapes, whole } from "../operation-case.ts";
import { convolution, transposedConvolution } from "../plain/convolution.ts";
import * as norm from "../plain/normalisation.ts";
import { averagePooling, maxPooling } from "../plain/pooling.ts";
import { tabulate } from "../plain/plain.ts";
import { upsampling } from "../plain/upsampling.ts";

/** Geometry of one spatial axis. */
interface Axis {
  readonly size: number;
  readonly kernel: number;
  readonly stride: number;
  readonly padding: number;
  readonly dilation: number;
  readonly extra: number;
}

/** One to three axes; long ones only where there are few, so that finite differences stay quick. */
const geometry = (limits: {
  kernel: number;
  stride: number;
  padding: number;
  dilation: number;
}): fc.Arbitrary<Axis[]> =>
  whole(1, 3).chain((rank) =>
    fc.array(
      fc.record({
        size: whole(1, rank === 3 ? 4 : rank === 2 ? 6 : 9),
        kernel: whole(1, limits.kernel),
        stride: whole(1, limits.stride),
        padding: whole(0, limits.padding),
        dilation: whole(1, limits.dilation),
        extra: whole(0, 2),
      }),
      { minLength: rank, maxLength: rank },
    ),
  );

const span = ({ kernel, dilation }: Axis): number => dilation * (kernel - 1) + 1;
/** Images grow where the kernel would not fit. */
const fitting = (axis: Axis): Axis => ({ ...axis, size: Math.max(axis.size, span(axis) - 2 * axis.padding, 1) });
/** Padding of a pool is at most half its window. */
const pooling = (axis: Axis): Axis =>
  fitting({ ...axis, padding: Math.min(axis.padding, axis.kernel >> 1), dilation: 1 });

const each = (axes: readonly Axis[], name: keyof Axis): number[] => axes.map((axis) => axis[name]);
const convOptions = (axes: readonly Axis[]) => ({
  stride: each(axes, "stride"),
  padding: each(axes, "padding"),
  dilation: each(axes, "dilation"),
});
const poolOptions = (axes: readonly Axis[]) => ({
  kernel: each(axes, "kernel"),
  stride: each(axes, "stride"),
  padding: each(axes, "padding"),
});

const channels = { n: whole(1, 2), c: whole(1, 2), out: whole(1, 3), bias: fc.boolean() };
const convSettings = fc.record({
  ...channels,
  axes: geometry({ kernel: 3, stride: 3, padding: 2, dilation: 2 }).map((axes) => axes.map(fitting)),
});
const poolSettings = fc.record({
  n: whole(1, 2),
  c: whole(1, 2),
  axes: geometry({ kernel: 3, stride: 3, padding: 1, dilation: 1 }).map((axes) => axes.map(pooling)),
});

/** Transposed convolutions whose image is not empty and whose extra voxels are fewer than a stride. */
const convTransposeSettings = fc.record({
  ...channels,
  axes: geometry({ kernel: 3, stride: 3, padding: 1, dilation: 2 }).map((axes) =>
    axes.map((axis) => {
      const extra = Math.min(axis.extra, Math.max(axis.stride, axis.dilation) - 1);
      const bare = (axis.size - 1) * axis.stride + span(axis) + extra;
      return { ...axis, extra, padding: bare - 2 * axis.padding >= 1 ? axis.padding : 0 };
    }),
  ),
});

/** Kernel = stride, as decoders upsample. */
const tileSettings = fc.record({
  ...channels,
  axes: geometry({ kernel: 3, stride: 1, padding: 0, dilation: 1 }).map((axes) =>
    axes.map((axis) => ({ ...axis, size: Math.min(axis.size, 3), stride: axis.kernel, extra: 0 })),
  ),
});

/** Some residues of the stride meet nothing at all here. */
const singleVoxelSettings = fc.record({
  ...channels,
  axes: fc.constantFrom<Axis[][]>(
    [{ size: 1, kernel: 3, stride: 3, padding: 1, dilation: 1, extra: 0 }],
    [{ size: 1, kernel: 2, stride: 2, padding: 1, dilation: 1, extra: 1 }],
    [{ size: 1, kernel: 1, stride: 3, padding: 1, dilation: 1, extra: 2 }],
  ),
});

interface ConvTransposeSettings {
  readonly n: number;
  readonly c: number;
  readonly out: number;
  readonly bias: boolean;
  readonly axes: Axis[];
}

const convTransposeCase = (name: string, settings: fc.Arbitrary<ConvTransposeSettings>): OperationCase =>
  operationCase({
    name,
    covers: ["convTranspose"],
    settings,
    inputs: ({ n, c, out, axes }) => ({
      x: { shape: [n, c, ...each(axes, "size")] },
      w: { shape: [c, out, ...each(axes, "kernel")] },
      b: { shape: [out] },
    }),
    build: ({ x, w, b }, { axes, bias }) =>
      convTranspose(x, w, { ...convOptions(axes), outputPadding: each(axes, "extra"), bias: bias ? b : undefined }),
    plain: ({ x, w, b }, { axes, bias }) =>
      transposedConvolution(x, w, bias ? b : undefined, { ...convOptions(axes), outputPadding: each(axes, "extra") }),
  });

/** At least two places for each channel, so that a variance exists. */
const normSettings = fc.record({
  n: whole(2, 3),
  c: whole(1, 3),
  spatial: shapes({ minRank: 1, maxRank: 3, minSize: 2, maxSize: 3 }),
  affine: fc.constantFrom("none", "weight", "both"),
  epsilon: fc.constantFrom(undefined, 1e-3),
});

const ones = (size: number) => tabulate([size], () => 1);
const zeros = (size: number) => tabulate([size], () => 0);

export const imageCases: readonly OperationCase[] = [
  operationCase({
    name: "conv",
    settings: convSettings,
    inputs: ({ n, c, out, axes }) => ({
      x: { shape: [n, c, ...each(axes, "size")] },
      w: { shape: [out, c, ...each(axes, "kernel")] },
      b: { shape: [out] },
    }),
    build: ({ x, w, b }, { axes, bias }) => conv(x, w, { ...convOptions(axes), bias: bias ? b : undefined }),
    plain: ({ x, w, b }, { axes, bias }) => convolution(x, w, bias ? b : undefined, convOptions(axes)),
  }),
  operationCase({
    name: "conv with a 7-voxel kernel on one channel, the stem of a network",
    covers: ["conv"],
    settings: fc.record({ rank: whole(1, 2), size: whole(1, 6), stride: whole(1, 2), out: whole(1, 2) }),
    inputs: ({ rank, size, out }) => ({
      x: { shape: [2, 1, ...Array.from({ length: rank }, () => size)] },
      w: { shape: [out, 1, ...Array.from({ length: rank }, () => 7)] },
    }),
    build: ({ x, w }, { stride }) => conv(x, w, { stride, padding: 3 }),
    plain: ({ x, w }, { stride }) => convolution(x, w, undefined, { stride, padding: 3 }),
  }),
  operationCase({
    name: "conv of a few voxels into many channels, the depth of a network",
    covers: ["conv"],
    settings: fc.record({
      rank: whole(1, 3),
      size: whole(1, 2),
      stride: whole(1, 2),
      dilation: whole(1, 2),
      bias: fc.boolean(),
    }),
    inputs: ({ rank, size }) => ({
      x: { shape: [rank === 3 ? 1 : 2, 2, ...Array.from({ length: rank }, () => size)] },
      w: { shape: [16, 2, ...Array.from({ length: rank }, () => 3)] },
      b: { shape: [16] },
    }),
    build: ({ x, w, b }, { stride, dilation, bias }) =>
      conv(x, w, { stride, padding: dilation, dilation, bias: bias ? b : undefined }),
    plain: ({ x, w, b }, { stride, dilation, bias }) =>
      convolution(x, w, bias ? b : undefined, { stride, padding: dilation, dilation }),
  }),
  operationCase({
    name: "conv whose stride steps over the whole image",
    covers: ["conv"],
    settings: fc.record({ size: whole(1, 2), stride: whole(3, 4) }),
    inputs: ({ size }) => ({ x: { shape: [1, 2, size, 3] }, w: { shape: [2, 2, 1, 1] } }),
    build: ({ x, w }, { stride }) => conv(x, w, { stride: [stride, 1], padding: [1, 0] }),
    plain: ({ x, w }, { stride }) => convolution(x, w, undefined, { stride: [stride, 1], padding: [1, 0] }),
  }),
  convTransposeCase("convTranspose", convTransposeSettings),
  convTransposeCase("convTranspose with kernel = stride", tileSettings),
  convTransposeCase("convTranspose of a single voxel, most of which the padding cuts off", singleVoxelSettings),
  operationCase({
    name: "maxPool",
    settings: poolSettings,
    inputs: ({ n, c, axes }) => ({ x: { shape: [n, c, ...each(axes, "size")], draw: "distinct" } }),
    build: ({ x }, { axes }) => maxPool(x, poolOptions(axes)),
    plain: ({ x }, { axes }) => maxPooling(x, poolOptions(axes)),
  }),
  operationCase({
    name: "averagePool",
    settings: fc.record({ pool: poolSettings, divisor: fc.constantFrom(undefined, "window", "inside") }),
    inputs: ({ pool: { n, c, axes } }) => ({ x: { shape: [n, c, ...each(axes, "size")] } }),
    build: ({ x }, { pool, divisor }) => averagePool(x, { ...poolOptions(pool.axes), ...(divisor && { divisor }) }),
    plain: ({ x }, { pool, divisor }) =>
      averagePooling(x, { ...poolOptions(pool.axes), countPadding: divisor !== "inside" }),
  }),
  operationCase({
    name: "upsample",
    settings: fc.record({
      n: whole(1, 2),
      c: whole(1, 2),
      axes: fc.array(fc.record({ size: whole(1, 4), scale: fc.constantFrom(0.5, 1, 1.5, 2, 3), to: whole(1, 6) }), {
        minLength: 1,
        maxLength: 3,
      }),
      by: fc.constantFrom("scale", "size"),
      mode: fc.constantFrom("nearest", "linear"),
      alignCorners: fc.constantFrom(undefined, false, true),
    }),
    inputs: ({ n, c, axes, by }) => ({
      // Half of one voxel is none.
      x: { shape: [n, c, ...axes.map(({ size, scale }) => (by === "scale" && scale < 1 ? Math.max(2, size) : size))] },
    }),
    build: ({ x }, { axes, by, mode, alignCorners }) =>
      upsample(x, {
        ...(by === "scale" ? { scale: axes.map((a) => a.scale) } : { size: axes.map((a) => a.to) }),
        mode,
        ...(alignCorners !== undefined && { alignCorners }),
      }),
    plain: ({ x }, { axes, by, mode, alignCorners }) =>
      upsampling(x, {
        ...(by === "scale" ? { scale: axes.map((a) => a.scale) } : { size: axes.map((a) => a.to) }),
        mode,
        ...(alignCorners !== undefined && { alignCorners }),
      }),
  }),
  operationCase({
    name: "batchNorm with the statistics of the batch",
    covers: ["batchNorm"],
    settings: normSettings,
    inputs: ({ n, c, spatial }) => ({
      x: { shape: [n, c, ...spatial], draw: "alternating" },
      weight: { shape: [c] },
      bias: { shape: [c] },
    }),
    build: ({ x, weight, bias }, { c, epsilon }) => {
      const runningMean = x.graph.state("running_mean", [c]);
      const runningVariance = x.graph.state("running_var", [c]);
      const options = { mode: "train" as const, ...(epsilon && { epsilon }) };
      return batchNorm(x, { weight, bias, runningMean, runningVariance }, options);
    },
    plain: ({ x, weight, bias }, { c, epsilon }) =>
      norm.batchNormTraining(x, weight, bias, { mean: zeros(c), variance: ones(c) }, { ...(epsilon && { epsilon }) })
        .output,
  }),
  operationCase({
    name: "batchNorm with running statistics",
    covers: ["batchNorm"],
    settings: normSettings,
    inputs: ({ n, c, spatial }) => ({
      x: { shape: [n, c, ...spatial] },
      weight: { shape: [c] },
      bias: { shape: [c] },
      runningMean: { shape: [c] },
      runningVariance: { shape: [c], draw: "positive" },
    }),
    build: ({ x, weight, bias, runningMean, runningVariance }, { epsilon }) =>
      batchNorm(x, { weight, bias, runningMean, runningVariance }, { mode: "eval", ...(epsilon && { epsilon }) }),
    plain: ({ x, weight, bias, runningMean, runningVariance }, { epsilon }) =>
      norm.batchNormInference(x, weight, bias, { mean: runningMean, variance: runningVariance }, epsilon),
  }),
  operationCase({
    name: "instanceNorm",
    settings: normSettings,
    inputs: ({ n, c, spatial }) => ({
      x: { shape: [n, c, ...spatial], draw: "alternating" },
      weight: { shape: [c] },
      bias: { shape: [c] },
    }),
    build: ({ x, weight, bias }, { affine, epsilon }) =>
      instanceNorm(x, { ...affineOf(affine, weight, bias), ...(epsilon && { epsilon }) }),
    plain: ({ x, weight, bias }, { affine, epsilon }) =>
      norm.instanceNorm(x, ...orderedAffine(affine, weight, bias), epsilon),
  }),
  operationCase({
    name: "layerNorm",
    settings: fc.record({ norm: normSettings, axes: whole(1, 2) }),
    inputs: ({ norm: { n, c, spatial }, axes }) => {
      const shape = [n, c, ...spatial];
      return {
        x: { shape, draw: "alternating" },
        weight: { shape: shape.slice(-axes) },
        bias: { shape: shape.slice(-axes) },
      };
    },
    build: ({ x, weight, bias }, { norm: { affine, epsilon }, axes }) =>
      layerNorm(x, { ...affineOf(affine, weight, bias), axes, ...(epsilon && { epsilon }) }),
    plain: ({ x, weight, bias }, { norm: { affine, epsilon }, axes }) =>
      norm.layerNorm(x, ...orderedAffine(affine, weight, bias), { axes, ...(epsilon && { epsilon }) }),
  }),
];

function affineOf<T>(affine: string, weight: T, bias: T): { weight?: T; bias?: T } {
  return { ...(affine !== "none" && { weight }), ...(affine === "both" && { bias }) };
}

function orderedAffine<T>(affine: string, weight: T, bias: T): [T | undefined, T | undefined] {
  return [affine === "none" ? undefined : weight, affine === "both" ? bias : undefined];
}
