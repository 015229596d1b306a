import { describe, expect, test } from "vitest";
import {
  add,
  and,
  averagePool,
  concat,
  conv,
  convTranspose,
  expand,
  gather,
  Graph,
  GraphError,
  instanceNorm,
  layerNorm,
  leakyRelu,
  matmul,
  maxPool,
  pad,
  relu,
  reshape,
  slice,
  softmax,
  split,
  tile,
  transpose,
  upsample,
} from "../index.ts";

const graph = new Graph();
const image = graph.input("image", "float32", [2, 3, 8, 8]);
const matrix = graph.input("matrix", "float32", [3, 4]);
const three = graph.input("three", "float32", [3]);
const labels = graph.input("labels", "int64", [2]);
const kernel = graph.input("kernel", "float32", [4, 2, 3, 3]);
const fitting = graph.input("fitting", "float32", [4, 3, 3, 3]);

/** What is refused while a graph is built: the code for programs, and words that say what was found. */
const rows: readonly (readonly [string, () => unknown, code: string, message: RegExp])[] = [
  [
    "shapes that do not broadcast",
    () => add(matrix, three),
    "shape-mismatch",
    /\[3, 4\] and \[3\] do not broadcast \(axis 1: 4 and 3\)/,
  ],
  ["float32 with int64", () => add(matrix, labels), "dtype", /add needs float32; given was int64 \[2\]/],
  ["an activation of labels", () => relu(labels), "dtype", /relu needs float32; given was int64 \[2\]/],
  ["logic of numbers", () => and(three, three), "dtype", /and needs bool; given was float32 \[3\]/],
  ["a slope above 1", () => leakyRelu(three, 2), "slope", /slope 2 is not between 0 and 1/],
  ["matrices that do not fit", () => matmul(matrix, matrix), "shape-mismatch", /has 4 columns, \[3, 4\] 3 rows/],
  ["a vector as a matrix", () => matmul(matrix, three), "shape-mismatch", /a matrix needs two axes; given was \[3\]/],
  [
    "a kernel for other channels",
    () => conv(image, kernel),
    "shape-mismatch",
    /3 channels, the kernel \[4, 2, 3, 3\] takes 2/,
  ],
  [
    "a kernel larger than the image",
    () => conv(image, fitting, { dilation: 4 }),
    "shape-mismatch",
    /spans 9 does not fit into 8 \+ 0/,
  ],
  [
    "settings for other axes",
    () => conv(image, fitting, { stride: [1, 1, 1] }),
    "geometry",
    /stride must be one whole number, or 2 of them; given was \[1,1,1\]/,
  ],
  [
    "a transposed kernel for other channels",
    () => convTranspose(image, fitting),
    "shape-mismatch",
    /3 channels, the kernel \[4, 3, 3, 3\] takes 4/,
  ],
  [
    "output padding as large as the stride",
    () =>
      convTranspose(image, graph.constant("float32", [3, 1, 2, 2], new Float32Array(12)), {
        stride: 2,
        outputPadding: 2,
      }),
    "geometry",
    /output padding \[2, 2\] must be smaller than the stride \[2, 2\]/,
  ],
  [
    "a window larger than the image",
    () => maxPool(image, { kernel: 9 }),
    "shape-mismatch",
    /window of 9 does not fit into 8 \+ 0/,
  ],
  [
    "padding of more than half a window",
    () => averagePool(image, { kernel: 2, padding: 2 }),
    "shape-mismatch",
    /padding 2 on 8 voxels/,
  ],
  [
    "a pool of a matrix",
    () => averagePool(matrix, { kernel: [] }),
    "rank",
    /averagePool needs a tensor with 3 to 5 axes; given was float32 \[3, 4\]/,
  ],
  ["upsampling by nothing", () => upsample(image, { mode: "linear" }), "geometry", /either a scale or a size/],
  [
    "upsampling by both",
    () => upsample(image, { mode: "linear", scale: 2, size: [16, 16] }),
    "geometry",
    /either a scale or a size/,
  ],
  [
    "upsampling to nothing",
    () => upsample(image, { mode: "nearest", scale: 0.1 }),
    "geometry",
    /scale 0.1 does not fit \[2, 3, 8, 8\]/,
  ],
  [
    "sizes for other axes",
    () => upsample(image, { mode: "nearest", size: [4, 4, 4] }),
    "geometry",
    /one positive number for each of 2 spatial axes/,
  ],
  [
    "affine parameters of another width",
    () => layerNorm(matrix, { weight: three }),
    "shape-mismatch",
    /need the shape of the normalised axes, \[4\]; given was \[3\]/,
  ],
  ["a bias without a weight", () => layerNorm(matrix, { bias: three }), "shape-mismatch", /a bias needs a weight/],
  [
    "more axes than there are",
    () => layerNorm(matrix, { axes: 3 }),
    "shape-mismatch",
    /3 axes cannot be normalised in \[3, 4\]/,
  ],
  [
    "channel parameters of another count",
    () => instanceNorm(image, { weight: labels }),
    "shape-mismatch",
    /one element for each of 3 channels; given was \[2\]/,
  ],
  ["places that are not whole numbers", () => gather(matrix, three), "dtype", /gather needs int64/],
  ["an axis that is not there", () => softmax(matrix, 2), "axis", /axis 2 of a tensor with 2 axes. Use -2 to 1/],
  ["a shape of another size", () => reshape(matrix, [5]), "shape-mismatch", /\[3, 4\] has 12 elements, \[5\] 5/],
  ["a shape that leaves a fraction open", () => reshape(matrix, [5, -1]), "shape-mismatch", /reshape/],
  ["stretching what is not 1", () => expand(matrix, [6, 4]), "shape-mismatch", /do not broadcast/],
  ["an order that names an axis twice", () => transpose(matrix, [1, 1]), "shape-mismatch", /does not name each axis/],
  [
    "a range outside",
    () => slice(matrix, { axis: 0, start: 2, end: 9 }),
    "shape-mismatch",
    /\[2, 9\) step 1 of axis 0, which has size 3/,
  ],
  ["less than no padding", () => pad(matrix, { axis: 0, before: -1 }), "shape-mismatch", /whole and not negative/],
  [
    "parts that differ elsewhere",
    () => concat([matrix, graph.constant("float32", [1, 3], [1, 2, 3])], 0),
    "shape-mismatch",
    /differ on another axis than 0/,
  ],
  ["pieces that do not add up", () => split(matrix, [1, 1], 0), "shape-mismatch", /\[1, 1\] do not add up to 3/],
  ["repeats for other axes", () => tile(matrix, [2]), "shape-mismatch", /\[2\] does not say how often/],
];

describe("refused while the graph is built", () => {
  test.each(rows)("%s", (_title, build, code, message) => {
    expect(build).toThrow(GraphError);
    expect(build).toThrow(message);
    expect(build).toThrow(expect.objectContaining({ code }));
  });
});
