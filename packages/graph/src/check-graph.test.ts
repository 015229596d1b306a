import { describe, expect, test } from "vitest";
import {
  add,
  checkGraph,
  concat,
  Graph,
  type GraphIssue,
  type GraphNode,
  GraphError,
  matmul,
  mul,
  requireLegalGraph,
  type Value,
} from "./index.ts";

function legal() {
  const graph = new Graph();
  const x = graph.input("x", "float32", [2, 3]);
  const w = graph.parameter("w", [3, 4]);
  const product = matmul(x, w);
  const sum = add(product, 1);
  const state = graph.state("s", [2, 4]);
  graph.update(state, sum);
  return { graph, x, w, product, sum, state };
}

test("a graph built by operations has no issues", () => {
  const { graph } = legal();
  expect(checkGraph(graph)).toEqual([]);
  requireLegalGraph(graph);
});

const nodeOf = ({ source }: Value): GraphNode => {
  if (source.kind !== "node") throw new Error("not an operation");
  return source.node;
};

/** Each row damages a legal graph in one way, past the types that forbid it. */
const damages: readonly (readonly [string, (parts: ReturnType<typeof legal>) => void, GraphIssue["code"], RegExp])[] = [
  [
    "an operation in front of its input",
    ({ graph }) => graph.nodes.reverse(),
    "order",
    /its input matmul_\d+ is computed after it/,
  ],
  [
    "an input that no operation makes",
    ({ graph }) => graph.nodes.shift(),
    "undefined-input",
    /its input matmul_\d+ is not in the graph/,
  ],
  [
    "a value of another graph",
    ({ product }) => Object.assign(product, { graph: new Graph() }),
    "foreign",
    /belongs to another graph/,
  ],
  [
    "a recorded shape that the operation does not give",
    ({ product }) => Object.assign(product, { shape: [2, 5] }),
    "type",
    /matmul gives float32 \[2, 4\], recorded is float32 \[2, 5\]/,
  ],
  [
    "a recorded type that the operation does not give",
    ({ sum }) => Object.assign(sum, { dtype: "int64" }),
    "type",
    /add gives float32 \[2, 4\], recorded is int64 \[2, 4\]/,
  ],
  [
    "inputs that the operation refuses",
    ({ x }) => Object.assign(x, { shape: [2, 7] }),
    "type",
    /matmul refuses its inputs: .*7 columns/,
  ],
  [
    "a size that is not whole",
    ({ x }) => Object.assign(x, { shape: [2, Number.NaN] }),
    "shape",
    /\[2, NaN\] is not made/,
  ],
  ["one name twice", ({ sum, product }) => Object.assign(sum, { name: product.name }), "name", /have the same name/],
  [
    "a constant with too few elements",
    ({ sum }) => Object.assign(nodeOf(sum).inputs[1], { shape: [2, 4] }),
    "constant",
    /float32 \[2, 4\] with 1 elements/,
  ],
  [
    "an update of another shape",
    ({ graph, state, x }) => graph.updates.set(state.name, x),
    "update",
    /it is float32 \[2, 4\], its update float32 \[2, 3\]/,
  ],
  [
    "an update of a state that does not exist",
    ({ graph, sum }) => graph.updates.set("t", sum),
    "update",
    /no state or parameter "t"/,
  ],
  [
    "an update that nothing computes",
    ({ graph }) => graph.nodes.pop(),
    "update",
    /the update of s is not in the graph/,
  ],
  [
    "a parameter that nothing uses",
    ({ graph }) => graph.parameter("forgotten.weight", [2]),
    "unreachable-parameter",
    /no operation uses it/,
  ],
];

describe("found is", () => {
  test.each(damages)("%s", (_title, damage, code, message) => {
    const parts = legal();
    damage(parts);
    const issues = checkGraph(parts.graph).filter((issue) => issue.code === code);
    expect(issues).not.toEqual([]);
    expect(issues[0].message).toMatch(message);
  });
});

test("the error lists every issue", () => {
  const { graph } = legal();
  graph.parameter("a.weight", [2]);
  graph.parameter("b.weight", [2]);
  expect(() => requireLegalGraph(graph)).toThrow(GraphError);
  expect(() => requireLegalGraph(graph)).toThrow(/2 errors:\n- a\.weight \(unreachable-parameter\).*\n- b\.weight/);
});

test("a graph refuses at once what would make it illegal", () => {
  const { graph, x, w, state } = legal();
  expect(() => add(x, new Graph().input("x", "float32", [2, 3]))).toThrow(/belongs to another graph/);
  expect(() => graph.input("w", "float32", [1])).toThrow(/already has an input, parameter or state called "w"/);
  expect(() => graph.input("y", "float32", [1.5])).toThrow(/not made of whole numbers/);
  expect(() => graph.constant("float32", [3], [1, 2])).toThrow(/needs 3 elements; 2 were given/);
  expect(() => graph.update(x, x)).toThrow(/no state or parameter/);
  expect(() => graph.update(w, x)).toThrow(/w has shape \[3, 4\], its update \[2, 3\]/);
  expect(() => graph.update(state, mul(state, 2))).toThrow(/updated twice/);
  expect(() => concat([x, w], 0)).toThrow(GraphError);
});
