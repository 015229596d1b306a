import { expect, test } from "vitest";
import { fingerprint } from "../../conformance/index.ts";
import { convolution, transposedConvolution } from "./convolution.ts";
import { binary, mapped, unary } from "./elementwise.ts";
import type { Unary } from "./elementwise.ts";
import { filled } from "./filled.ts";
import { crossEntropy, meanSquaredError } from "./losses.ts";
import { batchNormTraining, instanceNorm, layerNorm } from "./normalisation.ts";
import type { Plain } from "./plain.ts";
import { plain } from "./plain.ts";
import { averagePooling, maxPooling } from "./pooling.ts";
import { linear, matmul } from "./product.ts";
import { gather, pad, roll, rotate90, transpose } from "./rearrangement.ts";
import { reduce } from "./reduction.ts";
import { logSoftmax } from "./softmax.ts";
import { upsampling } from "./upsampling.ts";

const of = (name: string, shape: readonly number[], scale = 1): Plain => filled(`plain/${name}`, shape, scale);
const x1 = of("x1", [2, 3, 9]);
const x2 = of("x2", [2, 3, 5, 6]);
const x3 = of("x3", [1, 2, 3, 4, 5]);
const b3 = of("b3", [3]);
const b4 = of("b4", [4]);
const b56 = of("b56", [5, 6]);
const s3 = of("s3", [3]);
const logits = of("logits", [2, 3, 4], 3);
const labels = plain([2, 4], [0, 1, 2, 1, 2, 2, -100, 0]);
const smooth = { labelSmoothing: 0.2, ignoreIndex: -100 };
const statistics = { mean: of("rm", [3]), variance: mapped(of("rv", [3]), (s) => 1 + 0.5 * s) };
const trained = batchNormTraining(x2, s3, b3, statistics, { momentum: 0.3, epsilon: 1e-3 });
const scaled = (name: Unary, scale: number): Plain =>
  unary(
    name,
    mapped(x2, (value) => scale * value),
  );

/**
 * Settings that the reference operations leave out: [tag, ours, shape, l2, probe], the numbers from PyTorch 1.13 in
 * float64 on the same filled inputs, printed with twelve digits.
 */
const cases: readonly (readonly [string, Plain, readonly number[], number, number])[] = [
  [
    "conv1",
    convolution(x1, of("w1", [4, 3, 3]), b4, { stride: 2, padding: 1 }),
    [2, 4, 5],
    7.97096334764,
    -3.32836043946,
  ],
  [
    "conv2",
    convolution(x2, of("w2", [4, 3, 3, 2]), b4, { stride: [2, 1], padding: [2, 1], dilation: [1, 2] }),
    [2, 4, 4, 6],
    17.1232042248,
    16.4721014897,
  ],
  [
    "convT1",
    transposedConvolution(x1, of("v1", [3, 4, 3]), b4, { stride: 2, padding: 1, outputPadding: 1 }),
    [2, 4, 18],
    11.9128263986,
    -6.86823852018,
  ],
  [
    "convT2",
    transposedConvolution(x2, of("v2", [3, 4, 3, 2]), b4, {
      stride: [2, 3],
      padding: [1, 0],
      outputPadding: [1, 2],
      dilation: [2, 1],
    }),
    [2, 4, 12, 19],
    40.0812250727,
    -12.9492367926,
  ],
  ["max1", maxPooling(x1, { kernel: 3, stride: 2, padding: 1 }), [2, 3, 5], 3.50182344014, -0.816817466496],
  [
    "max2",
    maxPooling(x2, { kernel: [3, 2], stride: [2, 1], padding: [1, 0] }),
    [2, 3, 3, 5],
    6.68882435583,
    -2.39326415021,
  ],
  [
    "avg2counted",
    averagePooling(x2, { kernel: 3, stride: 2, padding: 1 }),
    [2, 3, 3, 3],
    1.20570133751,
    0.563594981432,
  ],
  [
    "avg2inside",
    averagePooling(x2, { kernel: 3, stride: 2, padding: 1, countPadding: false }),
    [2, 3, 3, 3],
    1.8385022259,
    -2.38867010258,
  ],
  ["avg1", averagePooling(x1, { kernel: 2 }), [2, 3, 4], 2.05136837844, 0.598591358851],
  ["bn2", trained.output, [2, 3, 5, 6], 7.18547280397, -6.18862651192],
  ["bn2mean", trained.running.mean, [3], 0.430219234128, 0.209813214558],
  ["bn2var", trained.running.variance, [3], 1.63622305833, -0.457236370164],
  ["ln2", layerNorm(x2, of("w56", [5, 6]), b56, { axes: 2 }), [2, 3, 5, 6], 11.6520218337, -1.80725168715],
  ["in2", instanceNorm(x2, s3, b3), [2, 3, 5, 6], 7.19495605763, -2.16011249393],
  ["lsm", logSoftmax(x2, 1), [2, 3, 5, 6], 17.5070158808, -7.78580145775],
  ["near1", upsampling(x1, { size: [5], mode: "nearest" }), [2, 3, 5], 3.22518445821, -0.314912158365],
  ["near2", upsampling(x2, { scale: [2, 1.5], mode: "nearest" }), [2, 3, 10, 9], 13.7957819462, -13.2658901649],
  ["lin1", upsampling(x1, { size: [14], mode: "linear" }), [2, 3, 14], 4.52750574951, -1.18093834789],
  [
    "lin1c",
    upsampling(x1, { size: [14], mode: "linear", alignCorners: true }),
    [2, 3, 14],
    4.44682243905,
    -0.0101410713072,
  ],
  ["bi", upsampling(x2, { size: [8, 3], mode: "linear" }), [2, 3, 8, 3], 4.51053528989, 1.33231178839],
  [
    "bic",
    upsampling(x2, { scale: 2, mode: "linear", alignCorners: true }),
    [2, 3, 10, 12],
    11.2372177956,
    8.1549416605,
  ],
  [
    "tric",
    upsampling(x3, { size: [5, 7, 6], mode: "linear", alignCorners: true }),
    [1, 2, 5, 7, 6],
    8.60945496581,
    2.21740031717,
  ],
  ["ce", crossEntropy(logits, labels, smooth), [], 2.31128430838, -0.259628953347],
  ["cew", crossEntropy(logits, labels, { ...smooth, weights: [0.5, 2, 1] }), [], 2.3544900856, -0.461811489267],
  ["mse", meanSquaredError(x2, of("y2", [2, 3, 5, 6])), [], 0.632920671231, 0.434034861828],
  ["roll", roll(x2, [2, -3], [2, -1]), [2, 3, 5, 6], 7.94105719696, 5.6981840695],
  ["rot3", rotate90(x2, [2, 3], 3), [2, 3, 6, 5], 7.94105719696, -4.87600886838],
  ["reflect", pad(x2, [0, 0, 1, 2], [0, 0, 3, 1], { mode: "reflect" }), [2, 3, 9, 9], 13.507225509, 11.480498771],
  ["edge", pad(x2, [0, 0, 1, 2], [0, 0, 3, 1], { mode: "edge" }), [2, 3, 9, 9], 12.4440990356, -1.11637308367],
  ["matmul", matmul(of("a", [2, 1, 3, 4]), of("c", [3, 4, 2])), [2, 3, 3, 2], 4.40302417168, 0.609835938447],
  ["linear", linear(x2, of("w7", [7, 6]), of("b7", [7])), [2, 3, 5, 7], 14.7743219259, -10.1105782118],
  ["gelu", scaled("gelu", 6), [2, 3, 5, 6], 32.0129542608, 17.6176445223],
  ["erf", scaled("erf", 4), [2, 3, 5, 6], 11.9539671912, 17.3542187874],
  ["tanh", scaled("tanh", 3), [2, 3, 5, 6], 11.0010738125, 10.0913374762],
  ["softplus", scaled("softplus", 6), [2, 3, 5, 6], 32.6208283455, 29.8593606412],
  ["sigmoid", scaled("sigmoid", 9), [2, 3, 5, 6], 8.59807636538, 8.07258424417],
  ["pow", binary("pow", unary("abs", x2), b56), [2, 3, 5, 6], 39.224708183, -12.1621049171],
  ["permute", transpose(x2, [2, 0, 3, 1]), [5, 2, 6, 3], 7.94105719696, 3.43773927651],
  ["emb", gather(of("table", [4, 5]), plain([2, 2], [3, 0, 1, 3])), [2, 2, 5], 2.96022100732, 1.08623374988],
  ["unfoldsum", reduce("sumSquare", x2, { axes: [1, -1] }), [2, 5], 20.626285932, -6.41182276066],
];

test.each(cases)("%s as PyTorch computes it", (tag, got, shape, l2, probe) => {
  const print = fingerprint(got.values, got.shape, tag);
  expect(print.shape).toEqual(shape);
  // Softplus of PyTorch is linear above 20, which these inputs do not reach; twelve printed digits bound the rest.
  expect(Math.abs(print.l2 - l2)).toBeLessThanOrEqual(1e-11 * l2);
  expect(Math.abs(print.probe - probe)).toBeLessThanOrEqual(1e-11 * l2);
});

test("erf keeps full relative precision near 0 and in the tail", () => {
  // PyTorch 1.13, float64.
  const known = [
    [1e-300, 1.1283791670955126e-300],
    [1e-8, 1.1283791670955126e-8],
    [0.1, 0.1124629160182849],
    [0.5, 0.5204998778130465],
    [-0.7, -0.6778011938374184],
    [1.9, 0.9927904292352575],
    [2.1, 0.997020533343667],
    [3, 0.9999779095030014],
    [5, 0.9999999999984626],
  ];
  for (const [x, expected] of known) {
    const [got] = unary("erf", plain([], [x])).values;
    expect(Math.abs(got / expected - 1), `erf ${x}`).toBeLessThanOrEqual(4 * 2 ** -52);
  }
});
