import { cotangents, Graph } from "@hilum/graph";
import { signedValues } from "@hilum/graph/conformance";
import { expect, test } from "vitest";
import { resnet10 } from "./resnet.ts";
import { Scope } from "./layers.ts";
import { segmentationDecoder } from "./segmentation-decoder.ts";
import { deviation } from "./test/near.ts";
import { runFilled } from "./test/reference-network.ts";

const size = [9, 12, 11];

/** MedicalNet's conv_seg and trilinear interpolation in PyTorch 1.13 and float64, on numbers of the filling rule: [shape, l2, probe]. */
const expected = {
  eval: {
    output: { shape: [2, 3, 9, 12, 11], l2: 11.62701203, probe: -7.055586983 },
    map: { shape: [2, 6, 2, 3, 3], l2: 5.228287323, probe: -1.443575048 },
    "0.weight": { shape: [6, 4, 2, 2, 2], l2: 13.93318673, probe: 5.2471852 },
    "1.weight": { shape: [4], l2: 2.130769921, probe: -0.08054789143 },
    "3.weight": { shape: [4, 4, 3, 3, 3], l2: 36.63962471, probe: -45.49090661 },
    "6.weight": { shape: [3, 4, 1, 1, 1], l2: 17.87802618, probe: 8.932250982 },
  },
  train: {
    output: { shape: [2, 3, 9, 12, 11], l2: 43.78285947, probe: -4.725253755 },
    map: { shape: [2, 6, 2, 3, 3], l2: 32.566985, probe: -12.46834565 },
    "0.weight": { shape: [6, 4, 2, 2, 2], l2: 97.31459763, probe: 11.50784897 },
    "1.weight": { shape: [4], l2: 10.56423383, probe: 12.62513991 },
    "3.weight": { shape: [4, 4, 3, 3, 3], l2: 176.0698889, probe: -235.9366909 },
    "6.weight": { shape: [3, 4, 1, 1, 1], l2: 66.40076561, probe: 20.42777123 },
  },
} as const;

test.each(["eval", "train"] as const)("logits and gradients in %s mode are PyTorch's", async (mode) => {
  const graph = new Graph();
  const map = graph.input("map", "float32", [2, 6, 2, 3, 3]);
  const output = segmentationDecoder(new Scope(graph, mode).in("conv_seg"), map, { classes: 3, size, channels: 4 });
  const signed = (key: string, count: number) => Float32Array.from(signedValues(key, count));
  const cotangent = graph.constant("float32", output.shape, signed("D1/cotangent", 2 * 3 * 9 * 12 * 11));
  const names = ["0.weight", "1.weight", "3.weight", "6.weight"] as const;
  const found = cotangents(output, cotangent, [map, ...names.map((name) => graph.parameters.get(`conv_seg.${name}`)!)]);
  const outputs = { output, map: found[0]!, ...Object.fromEntries(names.map((name, i) => [name, found[i + 1]!])) };
  const { of } = await runFilled(graph, "D1", outputs, { map: signed("D1/map", 2 * 6 * 18) });
  for (const [name, row] of Object.entries(expected[mode])) {
    expect(deviation(of(name), row, name), name).toBeLessThan(name === "output" ? 1e-5 : 1e-4);
  }
});

test("parameters have MedicalNet's names and shapes", () => {
  const graph = new Graph();
  const map = graph.input("map", "float32", [1, 20, 2, 2, 2]);
  segmentationDecoder(new Scope(graph, "train").in("conv_seg"), map, { classes: 2, size: [16, 16, 16], channels: 4 });
  const shapes = [...graph.parameters].map(([name, { shape }]) => `${name} ${shape.join("×")}`);
  expect(shapes.toSorted()).toEqual([
    "conv_seg.0.bias 4",
    "conv_seg.0.weight 20×4×2×2×2",
    "conv_seg.1.bias 4",
    "conv_seg.1.weight 4",
    "conv_seg.3.weight 4×4×3×3×3",
    "conv_seg.4.bias 4",
    "conv_seg.4.weight 4",
    "conv_seg.6.weight 2×4×1×1×1",
  ]);
});

test("the bias that batch normalisation takes away has no gradient in training", () => {
  const graph = new Graph();
  const map = graph.input("map", "float32", [2, 6, 2, 3, 3]);
  const output = segmentationDecoder(new Scope(graph, "train"), map, { classes: 3, size, channels: 4 });
  expect(cotangents(output, output, [graph.parameters.get("0.bias")!])).toEqual([undefined]);
});

test("two label sets share one encoder", () => {
  const graph = new Graph();
  const scope = new Scope(graph, "train");
  const image = graph.input("image", "float32", [1, 1, 32, 32, 24]);
  const { map } = resnet10({ stemStride: 2, shortcut: "A", dilated: true, widthFactor: 0.125 }).build(scope, image);
  const lungs = segmentationDecoder(scope.in("conv_seg", "lungs"), map, { classes: 3, size: image.shape.slice(2) });
  const nodules = segmentationDecoder(scope.in("conv_seg", "nodules"), map, { classes: 2, size: image.shape.slice(2) });
  expect(map.shape).toEqual([1, 64, 4, 4, 3]);
  expect(lungs.shape).toEqual([1, 3, 32, 32, 24]);
  expect(nodules.shape).toEqual([1, 2, 32, 32, 24]);
});
