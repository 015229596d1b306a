import { Graph } from "@hilum/graph";
import { expect, test } from "vitest";
import { type Fusion, network } from "./heads.ts";
import { Scope } from "./layers.ts";
import { resnet10 } from "./resnet.ts";

const options = { widthFactor: 0.125 };

function fusedWidth(fusion: Fusion, withRadiomics = true): number {
  const graph = new Graph();
  const image = graph.input("image", "float32", [2, 1, 16, 16, 16]);
  const radiomics = withRadiomics ? graph.input("radiomics", "float32", [2, 10]) : undefined;
  return network(new Scope(graph, "eval"), image, radiomics, { backbone: resnet10(options), fusion }).fused.shape[1];
}

test("the width that the heads see follows from the fusion", () => {
  const { width } = resnet10(options);
  expect(fusedWidth("none", false)).toBe(width);
  expect(fusedWidth("add")).toBe(width);
  expect(fusedWidth("learnable-add")).toBe(width);
  expect(fusedWidth("mapped-concat")).toBe(2 * width);
  expect(fusedWidth("concat")).toBe(width + 10);
});

test("a fusion without radiomics features is refused, not left out in silence", () => {
  expect(() => fusedWidth("concat", false)).toThrow('The fusion "concat" needs radiomics features');
});
