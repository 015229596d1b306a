import { compile, gradients, initialise, mean, square, Variables } from "@hilum/graph";
import { loadOnnxRuntime } from "@hilum/graph/node";
import { randomStream } from "@hilum/numeric";
import { expect, onTestFinished, test } from "vitest";
import { buildNetwork } from "./build-network.ts";
import type { NetworkSpec } from "./network-spec.ts";
import type { SliceAttentionOptions } from "./slice-attention.ts";

const runtime = await loadOnnxRuntime();
const side = 9;
const options = { channels: [3, 4], slices: 3, step: 2, attention: 5 } as const;
const spec = (own: SliceAttentionOptions = {}): NetworkSpec => ({
  backbone: "slice-attention",
  options: { ...options, ...own },
  size: [side, side, side],
  projection: [4, 4],
});

const image = Float32Array.from(
  { length: side ** 3 },
  (
    (stream) => () =>
      stream.uniform()
  )(randomStream("slices")),
);
const changed = (of: (k: number, j: number, i: number) => number): Float32Array =>
  image.map((_, at) => of(Math.floor(at / side ** 2), Math.floor(at / side) % side, at % side));
const voxel = (k: number, j: number, i: number): number => image[(k * side + j) * side + i];

async function seen(own: SliceAttentionOptions, given: Float32Array) {
  const { graph, outputs, output } = buildNetwork(spec(own), "eval", 1);
  const variables = new Variables();
  initialise(graph, variables, 1);
  const shares = output.activations.get("shares")!;
  const program = await compile(graph, { runtime, variables, outputs: { logits: outputs["logits"], shares } });
  onTestFinished(() => program.release());
  const { logits, shares: found } = await program.run({ image: given });
  return { logits: Array.from(logits, Number), shares: Array.from(found, Number) };
}

test.each([
  ["axial", 3],
  ["orthogonal", 9],
] as const)("%s: the shares of %i slices are positive and add up to 1", async (planes, count) => {
  const { shares } = await seen({ planes }, image);
  expect(shares).toHaveLength(count);
  expect(Math.min(...shares)).toBeGreaterThan(0);
  expect(shares.reduce((a, b) => a + b)).toBeCloseTo(1, 6);
});

test("the order of the slices does not matter, and what lies between them is not seen", async () => {
  const plain = await seen({ planes: "axial" }, image);
  const mirrored = await seen(
    { planes: "axial" },
    changed((k, j, i) => voxel(side - 1 - k, j, i)),
  );
  mirrored.logits.forEach((logit, n) => expect(logit).toBeCloseTo(plain.logits[n], 5));
  expect(mirrored.shares.toReversed().map((share) => share.toFixed(5))).toEqual(
    plain.shares.map((share) => share.toFixed(5)),
  );
  // Slices 2, 4 and 6 of nine.
  const between = await seen(
    { planes: "axial" },
    changed((k, j, i) => ([2, 4, 6].includes(k) ? voxel(k, j, i) : 0)),
  );
  expect(between.logits).toEqual(plain.logits);
  const inside = await seen(
    { planes: "axial" },
    changed((k, j, i) => (k === 4 ? 0 : voxel(k, j, i))),
  );
  expect(inside.logits).not.toEqual(plain.logits);
});

test("every parameter has a gradient", () => {
  const { graph, outputs } = buildNetwork(spec(), "train", 2);
  const parameters = [...graph.parameters].filter(([name]) => !name.startsWith("contrastive_features"));
  const found = gradients(
    mean(square(outputs["logits"])),
    parameters.map(([, value]) => value),
  );
  expect(parameters.filter((_, n) => found[n] === undefined).map(([name]) => name)).toEqual([]);
  expect(parameters.map(([name]) => name)).toContain("attention.score.weight");
});

test("an oblong image and one with too few slices are refused", () => {
  expect(() => buildNetwork({ ...spec(), size: [9, 12, 9] }, "eval", 1)).toThrow(
    /Orthogonal slices need a cube.*9×12×9/,
  );
  expect(() => buildNetwork({ ...spec({ planes: "axial" }), size: [9, 12, 14] }, "eval", 1)).not.toThrow();
  expect(() => buildNetwork(spec({ slices: 6 }), "eval", 1)).toThrow(
    /6 slices, 2 voxels apart, do not fit into 9 voxels/,
  );
});
