import { add, cotangents, Graph, sumSquare, type Value } from "@hilum/graph";
import { signedValues } from "@hilum/graph/conformance";
import { expect, test } from "vitest";
import { Scope } from "./layers.ts";
import { type Reconstruction, selfSupervisionHeads } from "./self-supervision-heads.ts";
import { deviation, type Expected } from "./test/near.ts";
import { runFilled } from "./test/reference-network.ts";

type Row = readonly [l2: number, probe: number];

/** MONAI's SSLHead without its encoder, in PyTorch 1.13 and float64, on numbers of the filling rule: [l2, probe]. */
const cases: readonly { kind: Reconstruction; reconstruction: Row; mapGradient: Row; parameters: number }[] = [
  {
    kind: "one-step",
    reconstruction: [11.5177657, 2.685880531],
    mapGradient: [18.42070816, -8.678637254],
    parameters: 1049237,
  },
  {
    kind: "transposed",
    reconstruction: [31.99378578, -13.71003462],
    mapGradient: [21.89144917, -2.04030358],
    parameters: 6147,
  },
  {
    kind: "interpolated",
    reconstruction: [138.6314877, 10.73861562],
    mapGradient: [11731.63169, -3211.578804],
    parameters: 19163,
  },
];
const rotation: Row = [1.37476369, 0.1832098581];
const embedding: Row = [3.149817421, 0.2166592788];

const size = [64, 64, 32];

function heads(
  kind: Reconstruction,
  shape: readonly number[],
): { graph: Graph; map: Value; outputs: Record<string, Value> } {
  const graph = new Graph();
  const map = graph.input("map", "float32", shape);
  const heads = selfSupervisionHeads(new Scope(graph, "train"), map, { size, embedding: 16, reconstruction: kind });
  return { graph, map, outputs: { ...heads } };
}

test.each(cases)("$kind: outputs and the gradient of the map are PyTorch's", async (expected) => {
  const { graph, map, outputs } = heads(expected.kind, [1, 32, 2, 2, 1]);
  const count = [...graph.parameters.values()].reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0);
  expect(count).toBe(expected.parameters);
  const { rotation: r, embedding: e, reconstruction: y } = outputs;
  const [mapGradient] = cotangents(add(add(sumSquare(r), sumSquare(e)), sumSquare(y)), graph.scalar(1), [map]);
  const elements = Float32Array.from(signedValues("D2/map", 128));
  const { of } = await runFilled(graph, "D2", { ...outputs, mapGradient: mapGradient! }, { map: elements });
  const check = (name: string, [l2, probe]: Row, shape: readonly number[], tag: string, tolerance: number) => {
    const row: Expected = { shape, l2, probe };
    expect(deviation(of(name), row, tag), name).toBeLessThan(tolerance);
  };
  check("rotation", rotation, [1, 4], "rotation", 1e-5);
  check("embedding", embedding, [1, 16], "embedding", 1e-5);
  check("reconstruction", expected.reconstruction, [1, 1, ...size], "reconstruction", 1e-4);
  check("mapGradient", expected.mapGradient, map.shape, "map", 1e-3);
});

test("parameters have the names of the published file and of MONAI", () => {
  const names = (kind: Reconstruction) => [...heads(kind, [1, 32, 2, 2, 1]).graph.parameters.keys()].toSorted();
  const common = ["contrastive_head.bias", "contrastive_head.weight", "rotation_head.bias", "rotation_head.weight"];
  const convolutions = (places: readonly number[]) => places.flatMap((i) => [`conv.${i}.bias`, `conv.${i}.weight`]);
  expect(names("one-step")).toEqual([...common, "convTrans3d.bias", "convTrans3d.weight"].toSorted());
  expect(names("transposed")).toEqual([...common, ...convolutions([0, 1, 2, 3, 4])].toSorted());
  expect(names("interpolated")).toEqual([...common, ...convolutions([0, 4, 8, 12, 16, 20])].toSorted());
});

test("the rebuilt image is cut to the size of the image", () => {
  const graph = new Graph();
  const map = graph.input("map", "float32", [2, 32, 2, 2, 2]);
  const { reconstruction } = selfSupervisionHeads(new Scope(graph, "eval"), map, { size: [40, 64, 33], channels: 3 });
  expect(reconstruction.shape).toEqual([2, 3, 40, 64, 33]);
});

test("a map of one token is refused", () => {
  expect(() => heads("one-step", [1, 32, 1, 1, 1])).toThrow(/1×1×1 tokens cannot rebuild 64×64×32 voxels/);
});
