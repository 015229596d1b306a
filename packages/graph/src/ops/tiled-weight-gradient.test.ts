import { randomStream } from "@hilum/numeric";
import * as web from "onnxruntime-web";
import { expect, test } from "vitest";
import { Graph } from "../graph.ts";
import { loadOnnxRuntime } from "../node/index.ts";
import { compile } from "../runtime/compile.ts";
import { elementCount } from "../tensor-type.ts";
import { convWeightGradient } from "./conv-weight-gradient.ts";
import { suitsTiles } from "./tiled-weight-gradient.ts";

web.env.wasm.numThreads = 1;
const runtimes = [
  { on: "onnxruntime-node", runtime: await loadOnnxRuntime() },
  { on: "onnxruntime-web", runtime: web },
];

const plain = { stride: [1, 1, 1], before: [1, 1, 1], after: [1, 1, 1], dilation: [1, 1, 1] };
const cases = [
  { name: "as in ResNet", image: [3, 36, 6, 8, 4], out: 30, attributes: plain },
  { name: "odd sizes", image: [2, 32, 7, 9, 5], out: 32, attributes: plain },
  {
    name: "different paddings",
    image: [1, 32, 9, 8, 9],
    out: 40,
    attributes: { ...plain, before: [0, 2, 1], after: [2, 1, 0] },
  },
];

/** Σ over batch and positions of dY·x, the image shifted by the tap; in float64. */
function plainGradient(x: Float32Array, dy: Float32Array, image: number[], outputs: number[], before: number[]) {
  const [n, channels, ...size] = image;
  const [, out, depth, height, width] = outputs;
  const gradient = new Float64Array(out * channels * 27);
  let place = 0;
  for (let o = 0; o < out; o++)
    for (let c = 0; c < channels; c++)
      for (let tap = 0; tap < 27; tap++) {
        const shift = [Math.floor(tap / 9), Math.floor(tap / 3) % 3, tap % 3].map((t, axis) => t - before[axis]);
        let sum = 0;
        for (let b = 0; b < n; b++)
          for (let i = 0; i < depth; i++)
            for (let j = 0; j < height; j++)
              for (let k = 0; k < width; k++) {
                const [p, q, r] = [i + shift[0], j + shift[1], k + shift[2]];
                if (p < 0 || q < 0 || r < 0 || p >= size[0] || q >= size[1] || r >= size[2]) continue;
                sum +=
                  dy[(((b * out + o) * depth + i) * height + j) * width + k] *
                  x[(((b * channels + c) * size[0] + p) * size[1] + q) * size[2] + r];
              }
        gradient[place++] = sum;
      }
  return gradient;
}

test.each(cases.flatMap((given) => runtimes.map((row) => ({ ...given, ...row }))))(
  "a weight gradient taken tile by tile is the sum over all positions: $name, $on",
  async ({ name, image, out, attributes, runtime }) => {
    const outputs = image.map((size, axis) =>
      axis === 0 ? size : axis === 1 ? out : size + attributes.before[axis - 2] + attributes.after[axis - 2] - 2,
    );
    const graph = new Graph();
    const x = graph.input("x", "float32", image);
    const dy = graph.input("dy", "float32", outputs);
    const weightShape = [out, image[1], 3, 3, 3];
    expect(suitsTiles(dy, weightShape, attributes)).toBe(true);
    const gradient = convWeightGradient(x, dy, weightShape, attributes);
    const random = randomStream(5, name);
    const feeds = Object.fromEntries(
      [x, dy].map((value) => [
        value.name,
        Float32Array.from({ length: elementCount(value.shape) }, () => random.normal()),
      ]),
    );
    await using program = await compile(graph, { runtime, outputs: { gradient } });
    const { gradient: got } = await program.run(feeds);
    const expected = plainGradient(feeds.x, feeds.dy, image, outputs, attributes.before);
    expect(got).toHaveLength(expected.length);
    // 600 products of size 1, added in single precision: 600 · 2⁻²⁴ at most, and some more for sums of eight inside a tile.
    const worst = expected.reduce((most, value, i) => Math.max(most, Math.abs(Number(got[i]) - value)), 0);
    expect(worst).toBeLessThan(2e-4);
  },
);

test("strides, dilations, few channels and few positions keep the other ways", () => {
  const graph = new Graph();
  const dy = (shape: number[]) => graph.constant("float32", shape, new Float32Array(elementCount(shape)));
  const weight = [64, 64, 3, 3, 3];
  expect(suitsTiles(dy([4, 64, 8, 8, 8]), weight, plain)).toBe(true);
  expect(suitsTiles(dy([4, 64, 8, 8, 8]), weight, { ...plain, stride: [2, 2, 2] })).toBe(false);
  expect(suitsTiles(dy([4, 64, 8, 8, 9]), weight, { ...plain, dilation: [1, 2, 1] })).toBe(false);
  expect(suitsTiles(dy([1, 64, 8, 8, 8]), weight, plain)).toBe(false);
  expect(suitsTiles(dy([4, 8, 8, 8, 8]), [8, 64, 3, 3, 3], plain)).toBe(false);
  expect(suitsTiles(dy([4, 64, 8, 8, 7]), [64, 64, 1, 3, 3], plain)).toBe(false);
});
