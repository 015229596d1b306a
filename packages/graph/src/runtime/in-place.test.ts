import { describe, expect, test } from "vitest";
import { add, Graph, gradients, matmul, mul, relu, reshape, square, sub, sum, type Value } from "../index.ts";
import { canUpdateInPlace } from "./in-place.ts";

/** One row for each reason: what the update is, and whether it may be written over the state. */
const rows: readonly (readonly [title: string, next: (state: Value, graph: Graph) => Value, allowed: boolean])[] = [
  ["element by element from itself", (state) => add(state, 1), true],
  ["through a chain of such steps", (state) => mul(add(state, 1), sub(state, 2)), true],
  [
    "from something else entirely, the state unread",
    (_state, graph) => mul(graph.input("x", "float32", [2, 2]), 2),
    true,
  ],
  ["a matrix product that still reads rows it has overwritten", (state) => matmul(state, state), false],
  // ONNX Runtime fuses a product with the steps behind it, and steps in front of it into it.
  ["right behind a matrix product that reads it", (state) => add(matmul(state, state), 1), false],
  ["a product of what was scaled", (state, graph) => matmul(mul(state, 2), graph.input("x", "float32", [2, 2])), false],
  [
    "behind a product of what was scaled",
    (state, graph) => mul(matmul(mul(state, 2), graph.input("x", "float32", [2, 2])), 3),
    false,
  ],
  [
    "against the gradient of a layer, which stands between",
    (state, graph) => sub(state, mul(layerGradient(state, graph), 0.1)),
    true,
  ],
  ["a mere view of the state", (state) => reshape(reshape(state, [4]), [2, 2]), false],
  ["a value that is no operation", (_state, graph) => graph.input("x", "float32", [2, 2]), false],
];

/** d/dw of Σ relu(x·w)². */
function layerGradient(state: Value, graph: Graph): Value {
  const x = graph.input("x", "float32", [3, 2]);
  return gradients(sum(square(relu(matmul(x, state)))), [state])[0]!;
}

describe("a state may be written over", () => {
  test.each(rows)("%s", (_title, next, allowed) => {
    const graph = new Graph();
    const state = graph.state("s", [2, 2]);
    const value = next(state, graph);
    graph.update(state, value);
    expect(canUpdateInPlace(graph, state, value)).toBe(allowed);
  });

  test("not while an operation beside it may still have to read the state", () => {
    const graph = new Graph();
    const state = graph.state("s", [2, 2]);
    const next = add(state, 1);
    graph.update(state, next);
    expect(canUpdateInPlace(graph, state, next)).toBe(true);
    mul(state, 5);
    expect(canUpdateInPlace(graph, state, next)).toBe(false);
  });

  test("not while a view of it may still be read", () => {
    const graph = new Graph();
    const state = graph.state("s", [2, 2]);
    const flat = reshape(state, [4]);
    const next = add(state, 1);
    graph.update(state, next);
    mul(flat, 5);
    expect(canUpdateInPlace(graph, state, next)).toBe(false);
  });

  test("not where its old value becomes another state's next one", () => {
    const graph = new Graph();
    const [previous, state] = [graph.state("previous", [2, 2]), graph.state("s", [2, 2])];
    const next = add(state, 1);
    graph.update(state, next);
    graph.update(previous, state);
    expect(canUpdateInPlace(graph, state, next)).toBe(false);
  });

  test("where a view of it is read at the same place", () => {
    const graph = new Graph();
    const state = graph.state("s", [2, 2]);
    const next = add(state, reshape(reshape(state, [4]), [2, 2]));
    graph.update(state, next);
    expect(canUpdateInPlace(graph, state, next)).toBe(true);
  });
});
