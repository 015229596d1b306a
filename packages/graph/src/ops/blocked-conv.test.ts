import { randomStream } from "@hilum/numeric";
import { expect, test } from "vitest";
import { Graph } from "../graph.ts";
import { loadOnnxRuntime } from "../node/index.ts";
import { encodeModel } from "../onnx/encode-model.ts";
import { graphToOnnx, outputName } from "../onnx/graph-to-onnx.ts";
import { nchwcDomain } from "../onnx/node-writer.ts";
import { channelBlock } from "../runtime/channel-block.ts";
import { elementCount } from "../tensor-type.ts";
import { convWith } from "./conv.ts";

const runtime = await loadOnnxRuntime();
const block = await channelBlock(runtime, "cpu");

const plain = { stride: [1, 1, 1], before: [1, 1, 1], after: [1, 1, 1], dilation: [1, 1, 1] };
const cases = [
  { name: "3×3×3 as in ResNet", image: [2, 32, 8, 8, 8], kernel: [64, 32, 3, 3, 3], attributes: plain },
  { name: "an odd number of planes", image: [2, 32, 7, 8, 9], kernel: [32, 32, 3, 3, 3], attributes: plain },
  {
    name: "pairs of planes, strides and dilations within them",
    image: [2, 64, 6, 19, 18],
    kernel: [32, 64, 3, 3, 2],
    attributes: { stride: [1, 2, 1], before: [1, 0, 2], after: [1, 1, 1], dilation: [1, 1, 2] },
  },
  {
    name: "stride 2",
    image: [2, 32, 15, 16, 17],
    kernel: [32, 32, 3, 3, 3],
    attributes: { ...plain, stride: [2, 2, 2] },
  },
  {
    name: "different strides, paddings and dilations",
    image: [1, 64, 13, 14, 15],
    kernel: [32, 64, 3, 2, 3],
    attributes: { stride: [2, 1, 1], before: [0, 1, 2], after: [2, 0, 1], dilation: [1, 2, 1] },
  },
  {
    name: "one plane in the kernel",
    image: [1, 32, 6, 12, 12],
    kernel: [32, 32, 1, 3, 3],
    attributes: { ...plain, before: [0, 1, 1], after: [0, 1, 1] },
  },
];

test.each(cases)("a convolution in blocks of channels equals the plain one: $name", async (given) => {
  // Where the processor has no blocked convolutions both programs are the same; elsewhere blocks must really be used.
  for (const withBias of [false, true]) {
    const graph = new Graph();
    const x = graph.input("x", "float32", given.image);
    const weight = graph.input("weight", "float32", given.kernel);
    const bias = graph.input("bias", "float32", [given.kernel[0]]);
    const y = convWith(x, weight, given.attributes, withBias ? bias : undefined);
    const random = randomStream(5, given.name);
    const feeds = Object.fromEntries(
      [x, weight, ...(withBias ? [bias] : [])].map(({ name, shape }) => {
        const elements = Float32Array.from({ length: elementCount(shape) }, () => random.normal());
        return [name, new runtime.Tensor("float32", elements, shape)];
      }),
    );
    const [expected, got] = await Promise.all(
      [undefined, block].map(async (channels) => {
        const model = graphToOnnx(graph, new Map([["y", y]]), { channelBlock: channels });
        expect(model.nodes.some(({ domain }) => domain === nchwcDomain)).toBe(channels !== undefined);
        const session = await runtime.InferenceSession.create(encodeModel(model), { executionProviders: ["cpu"] });
        const { data } = (await session.run(feeds, { [outputName("y")]: null }))[outputName("y")];
        await session.release();
        return data instanceof Float32Array ? data : new Float32Array();
      }),
    );
    expect(got).toHaveLength(elementCount(y.shape));
    // Sums of up to 64·27 products in another order.
    expect(got.reduce((worst, value, i) => Math.max(worst, Math.abs(value - expected[i])), 0)).toBeLessThan(1e-4);
  }
});

test("few outputs, or channels that fill no block, keep the plain convolution", () => {
  const nodes = (image: number[], kernel: number[]) => {
    const graph = new Graph();
    const y = convWith(graph.input("x", "float32", image), graph.input("w", "float32", kernel), plain);
    return graphToOnnx(graph, new Map([["y", y]]), { channelBlock: 16 }).nodes.map(({ type }) => type);
  };
  expect(nodes([1, 64, 4, 4, 4], [64, 64, 3, 3, 3])).toEqual(["Conv"]);
  expect(nodes([1, 24, 16, 16, 16], [64, 24, 3, 3, 3])).toEqual(["Conv"]);
  expect(nodes([1, 32, 16, 16, 16], [32, 32, 3, 3, 3])).toContain("ReorderInput");
});
