import { expect } from "vitest";
import { requireLegalGraph } from "../check-graph.ts";
import { cotangents } from "../gradients.ts";
import { Graph, type Value } from "../graph.ts";
import { compile } from "../runtime/compile.ts";
import type { OnnxRuntime } from "../runtime/onnx-runtime.ts";
import type { DType, ElementArray } from "../tensor-type.ts";
import type { Sample } from "./operation-case.ts";
import { filled } from "./plain/filled.ts";
import { mapped } from "./plain/elementwise.ts";
import { numericGradient } from "./plain/numeric-gradient.ts";
import type { Plain } from "./plain/plain.ts";

/**
 * float32 rounds each operation by up to 2⁻²⁴ of its result. Samples have sums of at most some 500 terms, whose errors add like a
 * random walk, √500 ≈ 22, and gradients chain a few of them; 64 roundings of the largest element leave a factor of about three.
 */
const roundings = 64 * 2 ** -24;

/** A sample's graph with its gradients, before anything runs. */
export interface SampleGraph {
  readonly graph: Graph;
  readonly output: Value;
  /** By input name, float32 inputs only; undefined where no gradient flows. */
  readonly slopes: ReadonlyMap<string, Value | undefined>;
}

/** Builds a sample and the gradients of ⟨output, cotangent⟩; the graph must be legal after each step. */
export function buildSample(sample: Sample): SampleGraph {
  const graph = new Graph();
  const values = new Map(
    [...sample.inputs].map(([name, { dtype, tensor }]) => [name, graph.input(name, dtype, tensor.shape)]),
  );
  const output = sample.build(values);
  requireLegalGraph(graph);
  const floats = output.dtype === "float32" ? [...values].filter(([, value]) => value.dtype === "float32") : [];
  const cotangent = graph.input("cotangent", "float32", output.shape);
  const gradients =
    floats.length > 0
      ? cotangents(
          output,
          cotangent,
          floats.map(([, value]) => value),
        )
      : [];
  requireLegalGraph(graph);
  return { graph, output, slopes: new Map(floats.map(([name], index) => [name, gradients[index]])) };
}

/** Runs a sample: the output against the float64 oracle, each gradient against finite differences of the oracle. */
export async function checkSample(sample: Sample, runtime: OnnxRuntime): Promise<void> {
  const { graph, output, slopes } = buildSample(sample);
  const tensors = new Map([...sample.inputs].map(([name, { tensor }]) => [name, tensor]));
  const expected = sample.plain(tensors);
  expect(output.shape, sample.text).toEqual(expected.shape);
  const cotangent = mapped(filled(sample.text, output.shape), Math.fround);

  const outputs: Record<string, Value> = { y: output };
  for (const [name, slope] of slopes) if (slope) outputs[`d/${name}`] = slope;
  const feeds = Object.fromEntries(
    [...sample.inputs].map(([name, { dtype, tensor }]) => [name, elements(dtype, tensor.values)]),
  );
  await using program = await compile(graph, { runtime, outputs });
  const results = await program.run({ ...feeds, cotangent: Float32Array.from(cotangent.values) });

  expectClose(numbers(results["y"]), expected, sample.text, output.dtype);
  const names = [...tensors.keys()];
  for (const [name, slope] of slopes) {
    if (sample.gradient === "stopped") {
      expect(slope, `${sample.text}: gradient of ${name}`).toBeUndefined();
      continue;
    }
    const oracle = (inputs: readonly Plain[]): Plain => sample.plain(new Map(names.map((key, i) => [key, inputs[i]])));
    const difference = numericGradient(oracle, [...tensors.values()], names.indexOf(name), cotangent);
    // No gradient says that the slope is 0.
    const got = slope ? numbers(results[`d/${name}`]) : new Float64Array(difference.values.length);
    expectClose(got, difference, `${sample.text}: gradient of ${name}`, "float32");
  }
}

function elements(dtype: DType, values: Float64Array): ElementArray {
  if (dtype === "int64") return BigInt64Array.from(values, BigInt);
  return dtype === "bool" ? Uint8Array.from(values) : Float32Array.from(values);
}

function numbers(array: ElementArray): Float64Array {
  return Float64Array.from({ length: array.length }, (_, i) => Number(array[i]));
}

/** Whole numbers and truth values are exact. */
function expectClose(got: Float64Array, { values }: Plain, text: string, dtype: DType): void {
  const largest = values.reduce((a, b) => Math.max(a, Math.abs(b)), 1);
  const tolerance = dtype === "float32" ? roundings * largest : 0;
  expect(got.length, text).toBe(values.length);
  for (const [i, value] of values.entries()) {
    const deviation = Math.abs(got[i] - value);
    // A NaN is not within any tolerance.
    if (!(deviation <= tolerance)) {
      expect.fail(
        `${text}: element ${i} is ${got[i]}, the oracle has ${value} (off by ${deviation}, tolerance ${tolerance})`,
      );
    }
  }
}
