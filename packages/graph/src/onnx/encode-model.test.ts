import * as fc from "fast-check";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { expect, test } from "vitest";
import { add, cast, Graph, leakyRelu, matmul, max, relu, where } from "../index.ts";
import { operationCases } from "../test/operation-cases.ts";
import { buildSample } from "../test/check-sample.ts";
import { encodeModel } from "./encode-model.ts";
import { graphToOnnx } from "./graph-to-onnx.ts";

const quiet = { logSeverityLevel: 3 } as const;

function network() {
  const graph = new Graph();
  const x = graph.input("x", "float32", [2, 3]);
  const w = graph.parameter("layer.weight", [3, 2]);
  const b = graph.parameter("layer.bias", [2]);
  return { graph, y: relu(add(matmul(x, w), b)) };
}

test("the bytes are a model that ONNX Runtime loads and runs by itself", async () => {
  const { graph, y } = network();
  const model = graphToOnnx(graph, new Map([["y", y]]), {
    stored: new Map([
      ["layer.weight", Float32Array.of(1, 0, 0, 1, 1, 1)],
      ["layer.bias", Float32Array.of(0, -10)],
    ]),
  });
  const session = await InferenceSession.create(encodeModel(model), quiet);
  expect([session.inputNames, session.outputNames]).toEqual([["x"], ["y:out"]]);
  const results = await session.run({ x: new Tensor("float32", Float32Array.of(1, 2, 3, 10, 20, 30), [2, 3]) });
  expect(results["y:out"].dims).toEqual([2, 2]);
  expect(results["y:out"].data).toEqual(Float32Array.of(4, 0, 40, 40));
  await session.release();
});

test("parameters that are not stored become inputs", () => {
  const { graph, y } = network();
  const { inputs, initializers } = graphToOnnx(graph, new Map([["y", y]]));
  expect(inputs.map(({ name }) => name)).toEqual(["x", "layer.weight", "layer.bias"]);
  expect(initializers).toEqual([]);
});

test("only what the outputs need is written", () => {
  const { graph, y } = network();
  const size = graphToOnnx(graph, new Map([["y", y]])).nodes.length;
  const unused = graph.input("unused", "float32", [4]);
  max(leakyRelu(unused));
  const { nodes, inputs } = graphToOnnx(graph, new Map([["y", y]]));
  expect(nodes).toHaveLength(size);
  expect(inputs.map(({ name }) => name)).not.toContain("unused");
});

test("an equal graph gives equal bytes", () => {
  const bytes = () => {
    const { graph, y } = network();
    return encodeModel(graphToOnnx(graph, new Map([["y", y]]), { metadata: new Map([["network", "test"]]) }));
  };
  expect(bytes()).toEqual(bytes());
});

test("constants of every type, scalars and large ones, arrive", async () => {
  const graph = new Graph();
  const large = Float32Array.from({ length: 3000 }, (_, i) => i / 7);
  const x = graph.input("x", "float32", []);
  const whole = graph.constant("int64", [2], [-(2 ** 40), 2 ** 40]);
  const picked = where(graph.constant("bool", [2], [1, 0]), graph.constant("float32", [], [0.1]), x);
  const outputs = new Map([
    ["large", add(graph.constant("float32", [3000], large), x)],
    ["whole", cast(whole, "float32")],
    ["picked", picked],
  ]);
  const session = await InferenceSession.create(encodeModel(graphToOnnx(graph, outputs)), quiet);
  const results = await session.run({ x: new Tensor("float32", Float32Array.of(0), []) });
  expect(results["large:out"].data).toEqual(large);
  expect(results["whole:out"].data).toEqual(Float32Array.of(-(2 ** 40), 2 ** 40));
  expect(results["picked:out"].data).toEqual(Float32Array.of(0.1, 0));
  await session.release();
});

test("small constants that are equal are stored once", () => {
  const graph = new Graph();
  const x = graph.input("x", "float32", [2, 3]);
  const y = max(leakyRelu(leakyRelu(add(x, 1))), [0], { keepDims: true });
  const { initializers } = graphToOnnx(graph, new Map([["y", add(max(y, [0]), 1)]]));
  expect(initializers.map(({ dtype, shape }) => `${dtype} ${shape.join()}`).sort()).toEqual(["float32 ", "int64 1"]);
});

test("node names are unique in every model", () => {
  for (const { name, samples } of operationCases) {
    const [sample] = fc.sample(samples, 1);
    const { graph, output, slopes } = buildSample(sample);
    const outputs = new Map([["y", output]]);
    for (const [input, slope] of slopes) if (slope) outputs.set(`d/${input}`, slope);
    const { nodes } = graphToOnnx(graph, outputs);
    expect(new Set(nodes.map((node) => node.name)).size, name).toBe(nodes.length);
    const made = nodes.flatMap((node) => node.outputs.filter((value) => value !== ""));
    expect(new Set(made).size, name).toBe(made.length);
  }
});
