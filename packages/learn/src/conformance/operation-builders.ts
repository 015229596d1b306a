import {
  averagePool,
  batchNorm,
  concat,
  conv,
  convTranspose,
  gelu,
  instanceNorm,
  layerNorm,
  leakyRelu,
  logSoftmax,
  maxPool,
  mean,
  pad,
  relu,
  sigmoid,
  slice,
  softmax,
  tanh,
  transpose,
  upsample,
  type Value,
} from "@hilum/graph";
import { signedValues } from "@hilum/graph/conformance";
import { contrastTwoViews } from "../losses/contrast-two-views.ts";
import { crossEntropy } from "../losses/cross-entropy.ts";
import { l1, mse } from "../losses/differences.ts";
import { LearnError } from "../learn-error.ts";
import { swinModules } from "./swin-modules.ts";

/** Settings of an operation in a reference file. */
export interface OperationAttributes {
  readonly kernel?: number;
  readonly stride?: number;
  readonly padding?: number;
  readonly dilation?: number;
  readonly axis?: number;
  readonly slope?: number;
  readonly temperature?: number;
  readonly labels?: readonly number[];
  readonly weights?: readonly number[];
  readonly ignoreIndex?: number;
  readonly heads?: number;
  readonly window?: readonly number[];
}

/** What an operation is built from. */
export interface OperationUse {
  /** The inputs by the reference's letters: x, y, w (weight), b (bias). */
  readonly inputs: Readonly<Record<string, Value>>;
  readonly attributes: OperationAttributes;
  readonly name: string;
  /** The output's shape in the reference. */
  readonly shape: readonly number[];
  /** Names of a module's parameters. */
  readonly parameters: readonly string[];
}

/** How an operation of the references is written with ours. */
export type BuildOperation = (use: OperationUse) => Value;

const convolution: BuildOperation = ({ inputs: { x, w, b }, attributes }) =>
  conv(x, w, { ...geometry(attributes), bias: b });

const norm: BuildOperation = ({ inputs: { x, w, b } }) => layerNorm(x, w && b ? { weight: w, bias: b } : {});

/** Operations by the beginning of their name; the longest beginning that fits decides. */
const builders: Readonly<Record<string, BuildOperation>> = {
  conv: convolution,
  "conv-transpose": ({ inputs: { x, w, b }, attributes }) => convTranspose(x, w, { ...geometry(attributes), bias: b }),
  maxpool: ({ inputs: { x }, attributes }) => maxPool(x, pooling(attributes)),
  avgpool: ({ inputs: { x }, attributes }) => averagePool(x, pooling(attributes)),
  "global-average": ({ inputs: { x } }) => mean(x, spatialAxes(x), { keepDims: true }),
  "batchnorm-train": ({ inputs: { x, w, b } }) => {
    const runningMean = x.graph.state("running_mean", w.shape);
    const runningVariance = x.graph.state("running_var", w.shape, { kind: "constant", value: 1 });
    return batchNorm(x, { weight: w, bias: b, runningMean, runningVariance }, { mode: "train" });
  },
  "batchnorm-eval": ({ inputs: { x, w, b } }) => {
    const given = (name: string, scale: number, shift: number): Value =>
      x.graph.constant(
        "float32",
        w.shape,
        Float32Array.from(signedValues(`micro/bn/${name}`, w.shape[0]), (s) => scale * s + shift),
      );
    const statistics = { runningMean: given("mean", 1, 0), runningVariance: given("var", 0.5, 1) };
    return batchNorm(x, { weight: w, bias: b, ...statistics }, { mode: "eval" });
  },
  instancenorm: ({ inputs: { x, w, b } }) => instanceNorm(x, { weight: w, bias: b }),
  layernorm: norm,
  relu: ({ inputs: { x } }) => relu(x),
  sigmoid: ({ inputs: { x } }) => sigmoid(x),
  tanh: ({ inputs: { x } }) => tanh(x),
  gelu: ({ inputs: { x } }) => gelu(x),
  "leaky-relu": ({ inputs: { x }, attributes: { slope } }) => leakyRelu(x, slope),
  softmax: ({ inputs: { x }, attributes: { axis } }) => softmax(x, axis),
  "log-softmax": ({ inputs: { x }, attributes: { axis } }) => logSoftmax(x, axis),
  upsample: ({ inputs: { x }, shape, name }) =>
    upsample(x, { size: shape.slice(2), mode: name.includes("nearest") ? "nearest" : "linear" }),
  l1: ({ inputs: { x, y } }) => l1(x, y),
  mse: ({ inputs: { x, y } }) => mse(x, y),
  "cross-entropy": ({ inputs: { x }, attributes: { labels, weights, ignoreIndex } }) => {
    const [n, classes, ...spatial] = x.shape;
    const shape = [n, ...spatial];
    // The reference of volumes has a rule instead of a list.
    const given = labels ?? Array.from({ length: product(shape) }, (_, index) => (7 * index) % classes);
    return crossEntropy(x, x.graph.constant("int64", shape, given), {
      ...(weights && { weights }),
      ...(ignoreIndex !== undefined && { ignoreIndex }),
    });
  },
  "contrast-two-views": ({ inputs: { x, y }, attributes: { temperature = 0.5 } }) =>
    contrastTwoViews(x, y, { temperature }),
  rotate90: ({ inputs: { x }, name }) => {
    const [, a, b, turns] = /axes(\d)-(\d)-k(\d)/.exec(name) ?? unreadable(name, "axesA-B-kTURNS");
    return rotated(x, [Number(a) + 2, Number(b) + 2], Number(turns));
  },
  "shortcut-a": ({ inputs: { x }, shape }) => {
    const stride = Math.ceil(x.shape[2] / shape[2]);
    return pad(averagePool(x, { kernel: 1, stride }), [{ axis: 1, after: shape[1] - x.shape[1] }]);
  },
};

/** How an operation or module of this name is built, or undefined if it is not implemented. */
export function builderOf(name: string): BuildOperation | undefined {
  const table = { ...builders, ...swinModules };
  const fitting = Object.keys(table).filter((start) => new RegExp(`^${start}(\\d|-|$)`).test(name));
  const [longest] = fitting.sort((a, b) => b.length - a.length);
  return longest === undefined ? undefined : table[longest];
}

function geometry({ stride, padding, dilation }: OperationAttributes) {
  return { ...(stride && { stride }), ...(padding && { padding }), ...(dilation && { dilation }) };
}

function pooling({ kernel = 2, stride, padding }: OperationAttributes) {
  return { kernel, ...(stride && { stride }), ...(padding && { padding }) };
}

/** Quarter turns from the first axis towards the second, as numpy.rot90. */
function rotated(x: Value, [a, b]: readonly [number, number], turns: number): Value {
  if (turns % 4 === 0) return x;
  const swapped = x.shape.map((_, axis) => (axis === a ? b : axis === b ? a : axis));
  // out[i, j] = in[j, last − i]: the second axis turned round, then both exchanged.
  return rotated(transpose(reversed(x, b), swapped), [a, b], turns - 1);
}

function reversed(x: Value, axis: number): Value {
  const size = x.shape[axis];
  const planes = Array.from({ length: size }, (_, i) => slice(x, { axis, start: size - 1 - i, end: size - i }));
  return concat(planes, axis);
}

function spatialAxes(x: Value): number[] {
  return x.shape.slice(2).map((_, i) => i + 2);
}

function product(shape: readonly number[]): number {
  return shape.reduce((a, b) => a * b, 1);
}

function unreadable(name: string, form: string): never {
  throw new LearnError("bad-reference", `The operation ${name} should be named like ${form}.`);
}
