import { describe, expect, test } from "vitest";
import { fingerprint } from "../../conformance/index.ts";
import { supervisedNtXent, twoViewContrast } from "./contrast.ts";
import { convolution, transposedConvolution } from "./convolution.ts";
import { leakyRelu, unary } from "./elementwise.ts";
import { filled } from "./filled.ts";
import { crossEntropy, l1Loss } from "./losses.ts";
import { batchNormInference, batchNormTraining, instanceNorm, layerNorm } from "./normalisation.ts";
import { numericGradient } from "./numeric-gradient.ts";
import type { Plain } from "./plain.ts";
import { count, plain, scalar } from "./plain.ts";
import { averagePooling, globalAverage, maxPooling } from "./pooling.ts";
import { pad, rotate90 } from "./rearrangement.ts";
import { referencesFound, referenceText, titled } from "./reference-folder.ts";
import { softmax } from "./softmax.ts";
import { upsampling } from "./upsampling.ts";

interface Expected {
  readonly shape: readonly number[];
  readonly l2: number;
  readonly probe: number;
  /** All values of a small tensor, or the first eight. */
  readonly values?: readonly number[];
  readonly first8?: readonly number[];
}

interface Attributes {
  readonly kernel: number;
  readonly stride?: number;
  readonly padding?: number;
  readonly dilation?: number;
  readonly labels: readonly number[];
  readonly weights?: readonly number[];
  readonly ignoreIndex?: number;
}

interface ReferenceOperation {
  readonly name: string;
  readonly inputs: Readonly<
    Record<string, { readonly shape: readonly number[]; readonly scale: number; readonly shift: number }>
  >;
  readonly attributes: Attributes;
  readonly output: Expected;
  readonly gradients: Readonly<Record<string, Expected>>;
  readonly runningMean?: readonly number[];
  readonly runningVar?: readonly number[];
}

interface NtXentCase {
  readonly name: string;
  readonly labels: readonly number[];
  readonly temperature: number;
  readonly shape: readonly number[];
  readonly embedding: readonly number[] | { readonly fill: string; readonly scale: number };
  readonly f64: {
    readonly loss: number;
    readonly gradient: readonly number[] | null;
    readonly gradientL2: number;
    readonly gradientProbe: number;
  };
}

type Run = (inputs: readonly Plain[], attributes: Attributes) => Plain;

const conv: Run = ([x, w, b], attributes) => convolution(x, w, b, attributes);
const crossEntropyOf: Run = ([x], attributes) => crossEntropy(x, plain([x.shape[0]], attributes.labels), attributes);
const fresh = { mean: plain([3], [0, 0, 0]), variance: plain([3], [1, 1, 1]) };

/** How the oracle computes each single operation of the reference. */
const operations: Readonly<Record<string, Run>> = {
  "conv3-s1": conv,
  "conv3-s2-odd": conv,
  "conv1-s2": conv,
  "conv7-s1": conv,
  "conv7-s2": conv,
  "conv2-s2-patch": conv,
  "conv3-dilated2": conv,
  "conv3-dilated4": conv,
  "conv-transpose2-s2": ([x, w, b], attributes) => transposedConvolution(x, w, b, attributes),
  "maxpool3-s2-p1": ([x], attributes) => maxPooling(x, attributes),
  "avgpool2-s2": ([x], attributes) => averagePooling(x, attributes),
  "global-average": ([x]) => globalAverage(x),
  "batchnorm-train": ([x, w, b]) => batchNormTraining(x, w, b, fresh).output,
  "batchnorm-eval": ([x, w, b]) =>
    batchNormInference(x, w, b, {
      mean: filled("micro/bn/mean", [3]),
      variance: filled("micro/bn/var", [3], 0.5, 1),
    }),
  instancenorm: ([x]) => instanceNorm(x),
  layernorm: ([x, w, b]) => layerNorm(x, w, b),
  "layernorm-plain": ([x]) => layerNorm(x),
  gelu: ([x]) => unary("gelu", x),
  "leaky-relu": ([x]) => leakyRelu(x),
  softmax: ([x]) => softmax(x),
  "upsample2-trilinear": ([x]) => upsampling(x, { scale: 2, mode: "linear" }),
  l1: ([x, y]) => l1Loss(x, y),
  "cross-entropy": crossEntropyOf,
  "cross-entropy-weighted": crossEntropyOf,
  "cross-entropy-ignore": crossEntropyOf,
  "cross-entropy-volume": ([x]) => {
    const shape = [x.shape[0], ...x.shape.slice(2)];
    return crossEntropy(
      x,
      plain(
        shape,
        Array.from({ length: count(shape) }, (_, i) => (7 * i) % 3),
      ),
    );
  },
  "contrast-two-views": ([x, y]) => twoViewContrast(x, y),
  "rotate90-axes0-2-k1": ([x]) => rotate90(x, [2, 4], 1),
  // Subsampling by a pooling kernel of 1, then channels of zeros.
  "shortcut-a": ([x]) => pad(averagePooling(x, { kernel: 1, stride: 2 }), [0, 0, 0, 0, 0], [0, 2, 0, 0, 0]),
};

/** Modules of Swin, made of several operations: tested where they are built. */
const modules = new Set([
  "window-attention",
  "window-attention-small-window",
  "basic-layer-shift-pad-merge",
  "basic-layer-mixed-window",
  "patch-merging-legacy",
  "patch-merging-v2",
]);

const reference: { operations?: readonly ReferenceOperation[] } = JSON.parse(referenceText("operations.json"));
const ntXent: { cases?: readonly NtXentCase[] } = JSON.parse(referenceText("ntxent.json"));

describe.skipIf(!referencesFound)(titled("PyTorch's float64 values of single operations"), () => {
  const byName = new Map((reference.operations ?? []).map((operation) => [operation.name, operation]));

  test.each(Object.keys(operations))("%s: output and gradients", (name) => {
    const { inputs: fills, attributes, output, gradients } = byName.get(name)!;
    const names = Object.keys(fills);
    const inputs = names.map((input) => {
      const { shape, scale, shift } = fills[input];
      return filled(`micro/${name}/${input}`, shape, scale, shift);
    });
    const f = (now: readonly Plain[]): Plain => operations[name](now, attributes);
    const got = f(inputs);
    expectNear(got, output, "output", 1e-9);
    const cotangent = filled(`micro/${name}/cotangent`, got.shape);
    for (const [input, expected] of Object.entries(gradients)) {
      expectNear(numericGradient(f, inputs, names.indexOf(input), cotangent), expected, input, 1e-7);
    }
  });

  test("batch norm moves the running statistics by the mean and the unbiased variance", () => {
    const { inputs, runningMean, runningVar } = byName.get("batchnorm-train")!;
    const { shape, scale, shift } = inputs.x;
    const { running } = batchNormTraining(
      filled("micro/batchnorm-train/x", shape, scale, shift),
      undefined,
      undefined,
      fresh,
    );
    for (const c of [0, 1, 2]) {
      expect(running.mean.values[c]).toBeCloseTo(runningMean![c], 11);
      expect(running.variance.values[c]).toBeCloseTo(runningVar![c], 11);
    }
  });

  test("every operation of the reference is computed here or is a module of Swin", () => {
    expect([...byName.keys()].filter((name) => !(name in operations) && !modules.has(name))).toEqual([]);
  });
});

describe.skipIf(!referencesFound)(titled("NTXentLoss of pytorch-metric-learning 2.0"), () => {
  test.each(ntXent.cases ?? [])("$name", ({ name, labels, temperature, shape, embedding, f64 }) => {
    const x = "scale" in embedding ? filled(embedding.fill, shape, embedding.scale) : plain(shape, embedding);
    const f = ([now]: readonly Plain[]): Plain => supervisedNtXent(now, labels, temperature);
    expect(Math.abs(f([x]).values[0] - f64.loss)).toBeLessThanOrEqual(1e-9 * Math.max(1, f64.loss));
    // The row of zeros has its kink at a norm of 1e-12, which no finite step can see.
    if (name === "zero-row") return;
    const gradient = numericGradient(f, [x], 0, scalar(1));
    const expected = { shape, l2: f64.gradientL2, probe: f64.gradientProbe, values: f64.gradient ?? [] };
    expectNear(gradient, expected, "embedding", 1e-6, 1e-9);
  });
});

/** Relative to the tensor's l2 (norm and probe) or its root mean square (elements). */
function expectNear(got: Plain, expected: Expected, tag: string, tolerance: number, floor = 0): void {
  const size = count(expected.shape);
  expect(got.values, tag).toHaveLength(size);
  const print = fingerprint(got.values, got.shape, tag);
  const allowed = tolerance * expected.l2 + floor;
  expect(Math.abs(print.l2 - expected.l2), `${tag} l2`).toBeLessThanOrEqual(allowed);
  expect(Math.abs(print.probe - expected.probe), `${tag} probe`).toBeLessThanOrEqual(allowed);
  for (const [i, value] of (expected.values ?? expected.first8 ?? []).entries()) {
    // Elements are printed with ten digits.
    const near = allowed / Math.sqrt(size) + 5e-10 * Math.abs(value);
    expect(Math.abs(got.values[i] - value), `${tag} ${i}`).toBeLessThanOrEqual(near);
  }
}
