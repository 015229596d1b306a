import { type Graph, Variables } from "@hilum/graph";
import { filledImage, filledParameter, filledRadiomics } from "@hilum/graph/conformance";
import type { NetworkSpec } from "../../network-spec.ts";

/** Thin networks of every kind, with every fusion among them; the image sizes are odd on purpose. */
export const narrowNetworks: readonly NetworkSpec[] = [
  {
    backbone: "resnet18",
    options: { planes: [4, 6, 8, 10] },
    size: [12, 16, 20],
    fusion: "concat",
    projection: [16, 8],
    auxiliary: [{ name: "fc1", outputs: 3 }],
  },
  {
    backbone: "resnet50",
    options: { planes: [2, 4, 4, 6], blocks: [1, 2, 1, 1], shortcut: "A", stemStride: 2 },
    size: [20, 17, 24],
    projection: [16, 8],
  },
  {
    backbone: "densenet121",
    options: { initFeatures: 8, growthRate: 4, blockConfig: [2, 3, 2, 2] },
    size: [64, 36, 40],
    fusion: "add",
    projection: [16, 8],
  },
  {
    backbone: "swin",
    options: { embedDim: 12, window: 3 },
    size: [28, 36, 33],
    fusion: "learnable-add",
    projection: [16, 8],
  },
  {
    backbone: "cnn",
    options: { channels: [3, 5, 4] },
    size: [9, 12, 10],
    fusion: "mapped-concat",
    projection: [16, 8],
  },
  {
    backbone: "slice-attention",
    options: { channels: [3, 5], slices: 3, step: 2, attention: 4 },
    size: [12, 12, 12],
    projection: [16, 8],
  },
];

/** Variables of a graph by the references' filling rule; running statistics get other values than their start. */
export function filled(graph: Graph, seed = "saved"): Variables {
  const variables = new Variables();
  variables.declare(graph);
  for (const name of variables.names) {
    const values = filledParameter(seed, name, variables.shapeOf(name));
    if (name.endsWith("running_mean")) values.forEach((_, i) => (values[i] = 0.1 * Math.sin(i)));
    if (name.endsWith("running_var")) values.forEach((_, i) => (values[i] = 1 + 0.5 * Math.cos(i)));
    variables.set(name, values);
  }
  return variables;
}

/** An image and, where the network takes them, radiomics features. */
export function inputsOf({ size, fusion = "none" }: NetworkSpec): Record<string, Float32Array> {
  const image = filledImage("saved", 0, size);
  return fusion === "none" ? { image } : { image, radiomics: filledRadiomics("saved", 1) };
}
