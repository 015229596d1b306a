import { describe, expect, test } from "vitest";
import { fingerprint } from "../conformance/index.ts";
import {
  abs,
  add,
  averagePool,
  batchNorm,
  compile,
  concat,
  conv,
  convTranspose,
  cotangents,
  type ElementArray,
  exp,
  gelu,
  Graph,
  instanceNorm,
  layerNorm,
  leakyRelu,
  linear,
  log,
  logSoftmax,
  maxPool,
  mean,
  mul,
  pad,
  requireLegalGraph,
  reshape,
  roll,
  slice,
  softmax,
  sqrt,
  sub,
  sum,
  sumSquare,
  transpose,
  upsample,
  type Value,
} from "../index.ts";
import { loadOnnxRuntime } from "../node/index.ts";
import { filled } from "./plain/filled.ts";
import { referencesFound, referenceText, titled } from "./plain/reference-folder.ts";

interface Expected {
  readonly shape: readonly number[];
  readonly l2: number;
  readonly probe: number;
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

interface Fill {
  readonly shape: readonly number[];
  readonly scale: number;
  readonly shift: number;
}

interface ReferenceOperation {
  readonly name: string;
  readonly inputs: Readonly<Record<string, Fill>>;
  readonly parameters?: unknown;
  readonly attributes: Attributes;
  readonly output: Expected;
  readonly gradients: Readonly<Record<string, Expected>>;
  readonly runningMean?: readonly number[];
  readonly runningVar?: readonly number[];
}

type Build = (inputs: Readonly<Record<string, Value>>, attributes: Attributes) => Value;

const runtime = await loadOnnxRuntime();
const reference: { operations?: readonly ReferenceOperation[] } = JSON.parse(referenceText("operations.json"));
/** Modules of Swin have parameters and are tested where they are built. */
const single = (reference.operations ?? []).filter(({ parameters }) => parameters === undefined);

const convolution: Build = ({ x, w, b }, attributes) => conv(x, w, { ...geometry(attributes), bias: b });
const crossEntropyOf: Build = ({ x }, { labels, weights, ignoreIndex }) =>
  crossEntropy(x, labels, weights, ignoreIndex);

/** How each operation of the reference is written with ours. */
const builders: Readonly<Record<string, Build>> = {
  "conv3-s1": convolution,
  "conv3-s2-odd": convolution,
  "conv1-s2": convolution,
  "conv7-s1": convolution,
  "conv7-s2": convolution,
  "conv2-s2-patch": convolution,
  "conv3-dilated2": convolution,
  "conv3-dilated4": convolution,
  "conv-transpose2-s2": ({ x, w, b }, attributes) => convTranspose(x, w, { ...geometry(attributes), bias: b }),
  "maxpool3-s2-p1": ({ x }, { kernel, stride, padding }) => maxPool(x, { kernel, stride: stride!, padding: padding! }),
  "avgpool2-s2": ({ x }, { kernel, stride }) => averagePool(x, { kernel, stride: stride! }),
  "global-average": ({ x }) => mean(x, [2, 3, 4], { keepDims: true }),
  "batchnorm-train": ({ x, w, b }) => {
    const runningMean = x.graph.state("running_mean", [3]);
    const runningVariance = x.graph.state("running_var", [3], { kind: "constant", value: 1 });
    return batchNorm(x, { weight: w, bias: b, runningMean, runningVariance }, { mode: "train" });
  },
  "batchnorm-eval": ({ x, w, b }) => {
    const given = (name: string, scale: number, shift: number): Value =>
      x.graph.constant("float32", [3], Float32Array.from(filled(`micro/bn/${name}`, [3], scale, shift).values));
    const statistics = { runningMean: given("mean", 1, 0), runningVariance: given("var", 0.5, 1) };
    return batchNorm(x, { weight: w, bias: b, ...statistics }, { mode: "eval" });
  },
  instancenorm: ({ x }) => instanceNorm(x),
  layernorm: ({ x, w, b }) => layerNorm(x, { weight: w, bias: b }),
  "layernorm-plain": ({ x }) => layerNorm(x),
  gelu: ({ x }) => gelu(x),
  "leaky-relu": ({ x }) => leakyRelu(x),
  softmax: ({ x }) => softmax(x),
  "upsample2-trilinear": ({ x }) => upsample(x, { scale: 2, mode: "linear" }),
  l1: ({ x, y }) => mean(abs(sub(x, y))),
  "cross-entropy": crossEntropyOf,
  "cross-entropy-weighted": crossEntropyOf,
  "cross-entropy-ignore": crossEntropyOf,
  "cross-entropy-volume": ({ x }) => {
    const voxels = reshape(transpose(x, [0, 2, 3, 4, 1]), [24, 3]);
    return crossEntropy(
      voxels,
      Array.from({ length: 24 }, (_, i) => (7 * i) % 3),
    );
  },
  "contrast-two-views": ({ x, y }) => contrast(x, y, 0.5),
  // A quarter turn: exchange the axes, then turn the new second one round.
  "rotate90-axes0-2-k1": ({ x }) => {
    const parts = Array.from({ length: 3 }, (_, i) => slice(x, { axis: 4, start: 2 - i, end: 3 - i }));
    return transpose(concat(parts, 4), [0, 1, 4, 3, 2]);
  },
  "shortcut-a": ({ x }) => pad(averagePool(x, { kernel: 1, stride: 2 }), { axis: 1, after: 2 }),
};

function geometry({ stride, padding, dilation }: Attributes) {
  return { ...(stride && { stride }), ...(padding && { padding }), ...(dilation && { dilation }) };
}

/** Mean of −log probability of the labels, weighted by class; a label that is ignored has weight 0. */
function crossEntropy(logits: Value, labels: readonly number[], weights?: readonly number[], ignored?: number): Value {
  const classes = logits.shape[1];
  const weightOf = (label: number): number => (label === ignored ? 0 : (weights?.[label] ?? 1));
  const total = labels.reduce((all, label) => all + weightOf(label), 0);
  const share = labels.flatMap((label) =>
    Array.from({ length: classes }, (_, k) => (k === label ? -weightOf(label) / total : 0)),
  );
  return sum(mul(logSoftmax(logits, 1), logits.graph.constant("float32", logits.shape, share)));
}

/** Every embedding must find its other view among all others: mean of −log(e^positive / Σ e^others). */
function contrast(x: Value, y: Value, temperature: number): Value {
  const both = concat([x, y], 0);
  const [count] = both.shape;
  const unit = mul(both, exp(mul(log(sqrt(sumSquare(both, [1], { keepDims: true }))), -1)));
  const similarity = mul(linear(unit, unit), 1 / temperature);
  const diagonal = Array.from({ length: count * count }, (_, i) => (i % (count + 1) === 0 ? -1e9 : 0));
  const others = add(similarity, both.graph.constant("float32", [count, count], diagonal));
  const positive = sum(mul(unit, roll(unit, [{ axis: 0, by: count / 2 }])), [1]);
  return sub(mean(log(sum(exp(others), [1]))), mul(mean(positive), 1 / temperature));
}

/** float32 keeps 2⁻²⁴ relative; see check-sample.ts for the 64. The reference prints 10 to 12 digits. */
const tolerance = 64 * 2 ** -24;

describe.skipIf(!referencesFound)(titled("PyTorch's float64 values of single operations, on onnxruntime-node"), () => {
  test.each(single)("$name: output and gradients", async (operation) => {
    const { name, inputs, output, gradients } = operation;
    const graph = new Graph();
    const values = Object.fromEntries(
      Object.entries(inputs).map(([input, { shape }]) => [input, graph.input(input, "float32", shape)]),
    );
    const y = builders[name](values, operation.attributes ?? {});
    // A scalar stands in the reference as [1].
    const cotangent = graph.input("cotangent", "float32", y.shape);
    const wanted = Object.keys(gradients);
    const slopes = cotangents(
      y,
      cotangent,
      wanted.map((input) => values[input]),
    );
    requireLegalGraph(graph);
    const outputs = Object.fromEntries([["y", y], ...wanted.map((input, i) => [`d/${input}`, slopes[i]!])]);
    await using program = await compile(graph, { runtime, outputs });
    if (program.variables.has("running_var")) program.variables.set("running_var", [1, 1, 1]);
    const feeds = Object.fromEntries(
      Object.entries(inputs).map(([input, { shape, scale, shift }]) => [
        input,
        Float32Array.from(filled(`micro/${name}/${input}`, shape, scale, shift).values),
      ]),
    );
    const direction = Float32Array.from(filled(`micro/${name}/cotangent`, y.shape).values);
    const results = await program.run({ ...feeds, cotangent: direction });
    expectNear(results["y"], output, "output");
    for (const input of wanted) expectNear(results[`d/${input}`], gradients[input], input);
    if (operation.runningMean && operation.runningVar) {
      expectElements(program.variables.get("running_mean"), operation.runningMean);
      expectElements(program.variables.get("running_var"), operation.runningVar);
    }
  });

  test("every single operation of the reference is built here, and nothing else", () => {
    expect(Object.keys(builders).sort()).toEqual(single.map(({ name }) => name).sort());
  });
});

/** Relative to the tensor's l2 (norm and probe) or its root mean square (elements). */
function expectNear(elements: ElementArray, expected: Expected, tag: string): void {
  const got = Float32Array.from(elements, Number);
  const print = fingerprint(got, expected.shape, tag);
  const allowed = tolerance * expected.l2;
  expect(Math.abs(print.l2 - expected.l2), `${tag} l2`).toBeLessThanOrEqual(allowed);
  expect(Math.abs(print.probe - expected.probe), `${tag} probe`).toBeLessThanOrEqual(allowed);
  expectElements(got, expected.values ?? expected.first8 ?? [], allowed / Math.sqrt(got.length));
}

function expectElements(got: Float32Array, expected: readonly number[], scale = 0): void {
  for (const [i, value] of expected.entries()) {
    // An element may be several times the root mean square, and is then rounded at its own size.
    expect(Math.abs(got[i] - value), `element ${i}`).toBeLessThanOrEqual(Math.max(scale, tolerance * Math.abs(value)));
  }
}
