import { expect, test } from "vitest";
import { add, gather, Graph, matmul, mul, printGraph, sub, sum } from "./index.ts";

test("a small training step as text", () => {
  const graph = new Graph();
  const x = graph.input("x", "float32", [2, 3]);
  const w = graph.parameter("layer.weight", [4, 3]);
  const moment = graph.state("moment", [4, 3]);
  const y = matmul(x, w, { transposeB: true });
  const slope = matmul(y, x, { transposeA: true });
  const next = add(mul(moment, 0.9), slope);
  graph.update(moment, next);
  graph.update(w, sub(w, next));
  sum(y, [-1]);
  expect(printGraph(graph)).toMatchInlineSnapshot(`
    "input x: float32 [2, 3]
    parameter layer.weight: float32 [4, 3]
    state moment: float32 [4, 3]
    %3 matmul_3: float32 [2, 4] = matmul(x, layer.weight) transposeA=0 transposeB=1
    %5 matmul_5: float32 [4, 3] = matmul(matmul_3, x) transposeA=1 transposeB=0
    %8 mul_8: float32 [4, 3] = mul(moment, 0.9)
    %10 add_10: float32 [4, 3] = add(mul_8, matmul_5)
    %12 sub_12: float32 [4, 3] = sub(layer.weight, add_10)
    %14 sum_14: float32 [2] = sum(matmul_3) axes=[1] keepDims=0
    update moment = add_10
    update layer.weight = sub_12
    "
  `);
});

test("short constants are written out, long ones begun", () => {
  const graph = new Graph();
  const x = graph.input("x", "float32", [3]);
  gather(x, graph.constant("int64", [2], [2, 0]));
  add(x, graph.constant("float32", [3], [0.1, 1, -2]));
  add(
    x,
    graph.constant(
      "float32",
      [4, 3],
      Array.from({ length: 12 }, (_, i) => i),
    ),
  );
  const [, first, second, third] = printGraph(graph).split("\n");
  expect(first).toMatch(/= gather\(x, \[2\]\{2, 0\}\) axis=0$/);
  expect(second).toMatch(/= add\(x, \[3\]\{0\.1, 1, -2\}\)$/);
  expect(third).toMatch(/= add\(x, \[4, 3\]\{0, 1, 2, 3, 4, 5, 6, 7, …\}\)$/);
});
