import { add, Graph, matmul, Variables } from "@hilum/graph";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { expect, test } from "vitest";
import { exportOnnx } from "./export-onnx.ts";
import { readOnnx } from "./read-onnx.ts";

function tiny() {
  const graph = new Graph();
  const x = graph.input("x", "float32", [1, 2]);
  const weight = graph.parameter("weight", [2, 2]);
  const y = add(matmul(x, weight), 0.5);
  const variables = new Variables();
  variables.declare(graph);
  variables.set("weight", [1, 2, 3, 4]);
  return { graph, x, weight, y, variables };
}

test("outputs have the names they were given, also where they are inputs or one value twice", async () => {
  const { graph, x, y, weight, variables } = tiny();
  const bytes = exportOnnx(graph, { sum: y, again: y, given: x, matrix: weight }, variables, new Map([["a", "ä"]]));
  const session = await InferenceSession.create(bytes);
  const results = await session.run({ x: new Tensor("float32", [10, 100], [1, 2]) });
  await session.release();
  const numbers = Object.fromEntries(
    Object.entries(results).map(([name, { data }]) => [name, Array.from(data, Number)]),
  );
  expect(numbers).toEqual({ sum: [310.5, 420.5], again: [310.5, 420.5], given: [10, 100], matrix: [1, 2, 3, 4] });
  const file = readOnnx(bytes);
  expect([...file.metadata]).toEqual([["a", "ä"]]);
  expect([...file.tensors.keys()]).toEqual(["weight"]);
  expect([...file.operations.keys()]).toContain("Identity");
});

test("an output cannot take the name of an input or parameter", () => {
  const { graph, y, variables } = tiny();
  for (const name of ["x", "weight", ""]) {
    expect(() => exportOnnx(graph, { [name]: y }, variables)).toThrow(expect.objectContaining({ code: "output-name" }));
  }
});

test("a graph that trains is refused with the way out", () => {
  const { graph, weight, y, variables } = tiny();
  graph.update(weight, add(weight, 1));
  expect(() => exportOnnx(graph, { y }, variables)).toThrow(/updates 1 states \(weight …\).*mode "eval"/);
});

test("equal networks give equal bytes", () => {
  const bytes = (): Uint8Array => {
    const { graph, y, variables } = tiny();
    return exportOnnx(graph, { y }, variables);
  };
  expect(bytes()).toEqual(bytes());
});
