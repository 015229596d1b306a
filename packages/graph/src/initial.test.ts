import { expect, test } from "vitest";
import { Graph, type Initial, initialise, Variables } from "./index.ts";

const count = 40_000;

function drawn(initial: Initial | undefined, { seed = 5, name = "w", shape = [count] as readonly number[] } = {}) {
  const graph = new Graph();
  graph.parameter(name, shape, initial);
  const variables = new Variables();
  initialise(graph, variables, seed);
  return variables.get(name);
}

function deviation(values: Float32Array): number {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  return Math.sqrt(values.reduce((a, b) => a + (b - mean) ** 2, 0) / values.length);
}

test("one seed gives the same bytes, another seed others", () => {
  const normal = { kind: "normal", deviation: 1 } as const;
  expect(drawn(normal)).toEqual(drawn(normal));
  expect(drawn(normal, { seed: 6 })).not.toEqual(drawn(normal));
  expect(drawn(normal, { name: "v" })).not.toEqual(drawn(normal));
});

test("a further layer leaves the start of the others as it was", () => {
  const graph = new Graph();
  graph.parameter("a", [8], { kind: "normal", deviation: 1 });
  graph.state("b", [8], { kind: "uniform", bound: 1 });
  const variables = new Variables();
  initialise(graph, variables, 5);
  expect(variables.get("b")).toEqual(drawn({ kind: "uniform", bound: 1 }, { name: "b", shape: [8] }));
});

// The standard error of a deviation from n draws is at most σ/√n, 0.5 % here; four of them are allowed.
const tolerance = 4 / Math.sqrt(count);

test("normal numbers have the deviation that was asked for", () => {
  expect(Math.abs(deviation(drawn({ kind: "normal", deviation: 0.02 })) / 0.02 - 1)).toBeLessThan(tolerance);
});

test("truncated normal numbers stay within two deviations, which makes them narrower", () => {
  const values = drawn({ kind: "truncated-normal", deviation: 0.02 });
  expect(values.every((value) => Math.abs(value) <= 0.04 * (1 + 2 ** -23))).toBe(true);
  // √(1 − 4φ(2) / (2Φ(2) − 1)) of a normal distribution cut off at ±2.
  expect(Math.abs(deviation(values) / (0.02 * 0.8796256610342398) - 1)).toBeLessThan(tolerance);
});

test("uniform numbers fill ±bound", () => {
  const values = drawn({ kind: "uniform", bound: 0.5 });
  expect(values.every((value) => Math.abs(value) <= 0.5)).toBe(true);
  expect(Math.abs((deviation(values) * Math.sqrt(3)) / 0.5 - 1)).toBeLessThan(tolerance);
  expect(Math.abs(values.reduce((a, b) => a + b, 0) / count)).toBeLessThan(0.5 * tolerance);
});

test("constants, and zeros where nothing is said", () => {
  expect(drawn({ kind: "constant", value: 1 }, { shape: [3] })).toEqual(Float32Array.of(1, 1, 1));
  expect(drawn(undefined, { shape: [3] })).toEqual(Float32Array.of(0, 0, 0));
});
