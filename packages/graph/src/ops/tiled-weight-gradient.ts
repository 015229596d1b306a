import type { Graph, Value } from "../graph.ts";
import { elementCount, type Shape } from "../tensor-type.ts";
import { concat } from "./concat.ts";
import { type ConvAttributes, convWith } from "./conv.ts";
import { matmul } from "./matmul.ts";
import { minimalFiltering } from "./minimal-filtering.ts";
import { reshape, transpose } from "./reshape.ts";
import { rowProducts } from "./row-products.ts";

const { outputs: step, taps, image: imageTable, kernel: kernelTable, output: outputTable } = minimalFiltering;
const products = kernelTable.length;

/** Whether a convolution's weight gradient can be taken tile by tile, and gains by it. */
export function suitsTiles(
  dy: Value,
  [out, channels, ...kernel]: Shape,
  { stride, dilation }: ConvAttributes,
): boolean {
  const positions = dy.shape[0] * elementCount(dy.shape.slice(2));
  return (
    kernel.length === 3 &&
    kernel.every((size) => size === taps) &&
    [...stride, ...dilation].every((factor) => factor === 1) &&
    // Tiles cost time per voxel and channel, and once per weight; what they save grows with all three together.
    (out * channels) / (out + channels) >= 16 &&
    positions > 512
  );
}

/**
 * d loss / d kernel of a 3×3×3 convolution of stride 1 over tiles of 2×2×2 outputs: the gradient of minimal filtering along all three axes,
 *
 *     dg = Gᵀ[Σ over tiles of (A·dy)(Bᵀ·d)ᵀ],
 *
 * 64 products per tile where 216 would be needed one by one. No shifted images are copied; everything is a product or a convolution, which
 * ONNX Runtime runs on all threads. The last axis is worked through product by product, so that a quarter of the tiles is in memory at once.
 */
export function tiledWeightGradient(x: Value, dy: Value, weightShape: Shape, { before }: ConvAttributes): Value {
  const [out, channels] = weightShape;
  const { graph } = x;
  const image = batchInside(x);
  const cotangent = batchInside(dy);
  const sums = kernelTable.map((_, product) =>
    rowProducts(
      planeTiles(lineTiles(cotangent, outputTable[product], dy.shape[4], 0), outputTable, dy.shape, [0, 0]),
      planeTiles(lineTiles(image, imageTable[product], dy.shape[4], before[2]), imageTable, dy.shape, before),
    ),
  );
  // Products of the last axis are the slowest of the rows here.
  const rows = reshape(concat(sums, 0), [products ** 3, out * channels]);
  return reshape(matmul(rows, tapsOfProducts(graph), { transposeA: true }), weightShape);
}

/** [n, c, d, h, w] → [c, d, h, n, w]: the batch becomes part of the lines that sums run over. */
function batchInside(x: Value): Value {
  return transpose(x, [1, 2, 3, 0, 4]);
}

/** One product of every tile along the last axis, [c, d, h, n, w] → [c, 1, d, h, n·tiles]; zeros stand around the image. */
function lineTiles(x: Value, row: readonly number[], outputs: number, before: number): Value {
  const [c, d, h, n, size] = x.shape;
  const tiles = Math.ceil(outputs / step);
  const table = new Float32Array(size * tiles);
  for (let i = 0; i < size; i++)
    for (let tile = 0; tile < tiles; tile++) table[i * tiles + tile] = row[i + before - tile * step] ?? 0;
  const lines = matmul(reshape(x, [-1, size]), x.graph.constant("float32", [size, tiles], table));
  return reshape(lines, [c, 1, d, h, n * tiles]);
}

/** The products of every tile along the first two axes, [c, 1, d, h, l] → [c, 16, tiles·l], as a convolution that moves by tiles. */
function planeTiles(lines: Value, table: Table, { 2: depth, 3: height }: Shape, before: Shape): Value {
  const width = table[0].length;
  const pairs = table.flatMap((deep) => table.map((high) => ({ deep, high })));
  const elements = pairs.flatMap(({ deep, high }) => deep.flatMap((a) => high.map((b) => a * b)));
  const kernel = lines.graph.constant("float32", [pairs.length, 1, width, width, 1], Float32Array.from(elements));
  const after = [depth, height].map(
    (outputs, axis) => (Math.ceil(outputs / step) - 1) * step + width - before[axis] - lines.shape[axis + 2],
  );
  const tiles = convWith(lines, kernel, {
    stride: [step, step, 1],
    before: [before[0], before[1], 0],
    after: [...after, 0],
    dilation: [1, 1, 1],
  });
  return reshape(tiles, [lines.shape[0], pairs.length, -1]);
}

type Table = readonly (readonly number[])[];

/** G along each axis: [products³, taps³], products of the last axis slowest. */
function tapsOfProducts(graph: Graph): Value {
  const elements = kernelTable.flatMap((wide) =>
    kernelTable.flatMap((deep) =>
      kernelTable.flatMap((high) => deep.flatMap((a) => high.flatMap((b) => wide.map((c) => a * b * c)))),
    ),
  );
  return graph.constant("float32", [products ** 3, taps ** 3], Float32Array.from(elements));
}
