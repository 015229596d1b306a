import { expect, test } from "vitest";
import { buildNetwork } from "./build-network.ts";

const count = (channels?: readonly number[]): number => {
  const options = channels ? { channels } : {};
  const { graph, backboneParameters } = buildNetwork({ backbone: "cnn", options, size: [32, 32, 32] }, "eval", 1);
  return [...backboneParameters].reduce(
    (sum, name) => sum + graph.parameters.get(name)!.shape.reduce((a, b) => a * b, 1),
    0,
  );
};

test("a convolution without bias and a batch normalisation for each number of channels", () => {
  expect(count([2, 3])).toBe(27 * 2 + 2 * 2 + 27 * 2 * 3 + 2 * 3);
  expect(count()).toBe(27 * (16 + 16 * 32 + 32 * 64 + 64 * 96) + 2 * (16 + 32 + 64 + 96));
});

test("the resolution halves between stages, and the last map is not pooled", () => {
  const { output } = buildNetwork({ backbone: "cnn", size: [32, 24, 18], projection: [4, 4] }, "eval", 3);
  const shapes = [1, 2, 3, 4].map((stage) => output.activations.get(`stage${stage}`)!.shape.join("×"));
  expect(shapes).toEqual(["3×16×16×12×9", "3×32×8×6×4", "3×64×4×3×2", "3×96×4×3×2"]);
  expect(output.fused.shape).toEqual([3, 96]);
});

test.each([1 / 8, 1 / 4])("a ResNet-18 with %d of its channels is built from a description", (widthFactor) => {
  const { spec, output } = buildNetwork(
    { backbone: "resnet18", options: { widthFactor }, size: [48, 48, 48] },
    "eval",
    1,
  );
  expect(output.fused.shape).toEqual([1, 512 * widthFactor]);
  expect(spec.options).toEqual({ widthFactor });
});
