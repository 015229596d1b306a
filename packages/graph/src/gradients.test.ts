import { expect, test } from "vitest";
import {
  add,
  compile,
  concat,
  cotangents,
  exp,
  floor,
  Graph,
  GraphError,
  gradients,
  maxPool,
  mul,
  requireLegalGraph,
  slice,
  square,
  stopGradient,
  sum,
  type Value,
} from "./index.ts";
import { loadOnnxRuntime } from "./node/index.ts";

const runtime = await loadOnnxRuntime();

/** The gradient of a loss by x at some point. */
async function slopeAt(loss: (x: Value) => Value, x: readonly number[]): Promise<number[]> {
  const graph = new Graph();
  const value = graph.input("x", "float32", [x.length]);
  const [slope] = gradients(loss(value), [value]);
  requireLegalGraph(graph);
  await using program = await compile(graph, { runtime, outputs: { slope: slope! } });
  const run = await program.run({ x: Float32Array.from(x) });
  return Array.from(run["slope"], Number);
}

test("a value that is used twice collects both slopes: x² + 3x has 2x + 3", async () => {
  expect(await slopeAt((x) => sum(add(mul(x, x), mul(x, 3))), [1, -2])).toEqual([5, -1]);
});

test("a diamond of shared expressions: with s = x², s·s + s has 4x³ + 2x", async () => {
  const loss = (x: Value): Value => {
    const s = square(x);
    return sum(add(mul(s, s), s));
  };
  expect(await slopeAt(loss, [1, 2])).toEqual([6, 36]);
});

test("an equal expression written twice is one operation", () => {
  const graph = new Graph();
  const x = graph.input("x", "float32", [2]);
  expect(exp(x)).toBe(exp(x));
  expect(graph.nodes).toHaveLength(1);
});

test("parts that the loss leaves out get zero", async () => {
  expect(await slopeAt((x) => sum(square(slice(x, { axis: 0, start: 1, end: 2 }))), [5, 7, 9])).toEqual([0, 14, 0]);
});

test("a long chain of additions needs no deep stack", async () => {
  const chain = (x: Value): Value => {
    let y = x;
    for (let i = 0; i < 3000; i++) y = add(y, mul(x, i % 2));
    return sum(y);
  };
  expect(await slopeAt(chain, [1])).toEqual([1501]);
});

test("the gradient by a value that the loss does not depend on is undefined, as PyTorch's None", () => {
  const graph = new Graph();
  const [x, y] = ["x", "y"].map((name) => graph.parameter(name, [2]));
  const [dx, dy] = gradients(sum(square(x)), [x, y]);
  expect(dx).toBeDefined();
  expect(dy).toBeUndefined();
});

test("nothing flows through stopGradient, but everything around it", async () => {
  expect(await slopeAt((x) => sum(mul(x, stopGradient(x))), [3])).toEqual([3]);
  const graph = new Graph();
  const x = graph.input("x", "float32", [2]);
  expect(gradients(sum(stopGradient(square(x))), [x])).toEqual([undefined]);
});

test("nothing flows through steps", () => {
  const graph = new Graph();
  const x = graph.input("x", "float32", [2]);
  expect(gradients(sum(floor(x)), [x])).toEqual([undefined]);
});

test("the gradient by a value between input and loss", () => {
  const graph = new Graph();
  const x = graph.input("x", "float32", [2]);
  const between = square(x);
  const [slope] = gradients(sum(mul(between, 5)), [between]);
  expect(slope!.shape).toEqual([2]);
});

test("the gradient of the loss by itself is 1", () => {
  const graph = new Graph();
  const loss = sum(square(graph.input("x", "float32", [2])));
  const [slope] = gradients(loss, [loss]);
  expect(slope!.source).toMatchObject({ kind: "constant", elements: Float32Array.of(1) });
});

test("asking for a gradient adds no work for inputs that are not wanted", () => {
  const graph = new Graph();
  const x = graph.input("x", "float32", [2, 3]);
  const w = graph.input("w", "float32", [2, 3]);
  const product = mul(x, w);
  const before = graph.nodes.length;
  cotangents(product, graph.input("c", "float32", [2, 3]), [x]);
  expect(graph.nodes.length - before).toBe(1);
});

test("a loss that is not a scalar is refused, with the way out", () => {
  const graph = new Graph();
  const x = graph.input("x", "float32", [2]);
  expect(() => gradients(square(x), [x])).toThrow(/scalar loss; mul_\d+ has shape \[2\]. Take its mean or sum/);
});

test("an operation without a gradient on the way is named", () => {
  const graph = new Graph();
  const x = graph.input("x", "float32", [1, 1, 4]);
  const [slope] = gradients(sum(maxPool(x, { kernel: 2 })), [x]);
  const act = (): unknown => gradients(sum(square(concat([slope!, slope!], 0))), [x]);
  expect(act).toThrow(GraphError);
  expect(act).toThrow(/maxPoolGradient has no gradient/);
});
