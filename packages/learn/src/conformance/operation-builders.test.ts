import { compile, Graph } from "@hilum/graph";
import { expect, test } from "vitest";
import { runtime } from "../test/evaluate.ts";
import { untilFinished } from "../test/until-finished.ts";
import { builderOf } from "./operation-builders.ts";

test("the longest beginning of a name decides, and it must end at a word", () => {
  expect(builderOf("conv5-s3-odd")).toBe(builderOf("conv"));
  expect(builderOf("conv-transpose3-s1")).toBe(builderOf("conv-transpose"));
  expect(builderOf("conv-transpose3-s1")).not.toBe(builderOf("conv"));
  expect(builderOf("layernorm-wide")).toBe(builderOf("layernorm"));
  expect(builderOf("geluish")).toBeUndefined();
  expect(builderOf("convolve")).toBeUndefined();
});

test("quarter turns are numpy's: first axis towards the second", async () => {
  // numpy.rot90([[1, 2, 3], [4, 5, 6]], k) for k = 1, 2, 3.
  const turned = { 1: [3, 6, 2, 5, 1, 4], 2: [6, 5, 4, 3, 2, 1], 3: [4, 1, 5, 2, 6, 3] };
  for (const [turns, expected] of Object.entries(turned)) {
    const name = `rotate90-axes0-1-k${turns}`;
    const graph = new Graph();
    const x = graph.input("x", "float32", [1, 1, 2, 3]);
    const build = builderOf(name)!;
    const y = build({ inputs: { x }, attributes: {}, name, shape: [], parameters: [] });
    const program = untilFinished(await compile(graph, { runtime, outputs: { y } }));
    const { y: got } = await program.run({ x: Float32Array.of(1, 2, 3, 4, 5, 6) });
    expect([...got], name).toEqual(expected);
  }
});
