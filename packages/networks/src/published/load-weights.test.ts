import { Graph, Variables } from "@hilum/graph";
import { filledParameter } from "@hilum/graph/conformance";
import { describe, expect, test } from "vitest";
import { type BuiltNetwork, buildNetwork } from "../build-network.ts";
import { NetworkError } from "../network-error.ts";
import type { BackboneSpec } from "../network-spec.ts";
import { networkTensors } from "../saved/network-tensors.ts";
import { readWeights } from "../weights/read-weights.ts";
import type { StoredTensor } from "../weights/stored-tensor.ts";
import { checkpointBytes, haveCheckpoints, skippedWithoutCheckpoints } from "../weights/test/reference-checkpoints.ts";
import { writeSafetensors } from "../weights/write-safetensors.ts";
import { loadWeights } from "./load-weights.ts";
import { positions } from "./test/published-weights.ts";

const narrow = {
  resnet18: { backbone: "resnet18", options: { planes: [4, 6, 8, 12] } },
  resnet50: { backbone: "resnet50", options: { planes: [2, 3, 4, 5] } },
  swin: { backbone: "swin", options: { embedDim: 4, window: 3, heads: [1, 2, 4, 8] } },
} as const satisfies Record<string, BackboneSpec>;

function small(backbone: BackboneSpec, mode: "train" | "eval" = "train"): BuiltNetwork {
  return buildNetwork({ ...backbone, size: [32, 32, 32], projection: [8, 4] }, mode, 1);
}

/** Variables with values that no file holds. */
function marked(graph: Graph): Variables {
  const variables = new Variables();
  variables.declare(graph);
  for (const name of variables.names) variables.set(name, new Float32Array(variables.get(name).length).fill(-77));
  return variables;
}

const untouched = (variables: Variables): string[] =>
  variables.names.filter((name) => variables.get(name).every((value) => value === -77));

describe.skipIf(!haveCheckpoints)(`files of PyTorch 1.13 into narrow networks${skippedWithoutCheckpoints}`, () => {
  test.each([
    ["medicalnet-resnet18-narrow.legacy.pth", narrow.resnet18, 102, []],
    [
      "medicalnet-resnet18-narrow.zip.pth",
      { ...narrow.resnet18, options: { ...narrow.resnet18.options, shortcut: "A" } },
      102,
      [],
    ],
    ["medicalnet-resnet50-narrow.legacy.pth", narrow.resnet50, 318, ["conv_seg"]],
    ["swinvit-ssl-narrow.zip.pt", narrow.swin, 118, ["norm", "rotation_head", "contrastive_head", "convTrans3d"]],
  ] as const)("%s: every value arrives in its place, the others keep theirs", (file, spec, loaded, unexpected) => {
    const weights = readWeights(checkpointBytes(file));
    const { graph, backboneParameters } = small(spec);
    const variables = marked(graph);
    const report = loadWeights(weights, graph, variables);
    expect(report.loaded).toHaveLength(loaded);
    expect([...new Set(report.unexpected.map((name) => name.split(".")[0]))]).toEqual(unexpected);
    expect(report.mismatched).toEqual([]);
    const from = new Map(report.renamed.map((names) => [names.to, names.from]));
    for (const name of report.loaded) {
      const expected = Float32Array.from<number | bigint>(
        weights.tensors.get(from.get(name) ?? name)!.values(),
        Number,
      );
      expect(variables.get(name), name).toEqual(expected);
    }
    expect(untouched(variables).sort()).toEqual([...report.missing].sort());
    const left = report.missing.filter((name) => backboneParameters.has(name) && !name.includes("downsample"));
    expect(left).toEqual([]);
  });

  test("the published way leaves Swin's MLPs as they were", () => {
    const { graph } = small(narrow.swin);
    const variables = marked(graph);
    const report = loadWeights(readWeights(checkpointBytes("swinvit-ssl-narrow.zip.pt")), graph, variables, {
      mode: "as-published",
    });
    expect(report.loaded).toHaveLength(86);
    expect(untouched(variables).filter((name) => name.startsWith("swinViT."))).toHaveLength(32);
    expect(report.missing.filter((name) => /\.mlp\.linear[12]\./.test(name))).toHaveLength(32);
  });

  test("a file for another width changes nothing", () => {
    const { graph } = small({ backbone: "resnet18", options: { planes: [5, 7, 9, 13] } });
    const variables = marked(graph);
    const weights = readWeights(checkpointBytes("medicalnet-resnet18-narrow.zip.pth"));
    // Its counters of batches would fit.
    expect(() => loadWeights(weights, graph, variables)).toThrow(
      expect.objectContaining({ code: "weights-foreign", message: expect.stringMatching(/no shape does.*planes/) }),
    );
    expect(untouched(variables)).toEqual(variables.names);
  });
});

test("our own file is loaded whole, without renaming, batch counters included", () => {
  const { graph } = small(narrow.resnet18);
  const variables = new Variables();
  variables.declare(graph);
  for (const name of variables.names) variables.set(name, filledParameter("own", name, variables.shapeOf(name)));
  for (const { name } of graph.states.values()) if (name.endsWith("tracked")) variables.set(name, [12_345]);
  const weights = readWeights(writeSafetensors(networkTensors(graph, variables)));
  expect(weights.tensors.get("bn1.num_batches_tracked")).toMatchObject({ dtype: "int64", shape: [] });
  const other = marked(graph);
  const report = loadWeights(weights, graph, other);
  expect(report).toMatchObject({ missing: [], unexpected: [], mismatched: [], renamed: [], implied: [], notes: [] });
  expect(report.elementsLoaded).toBe(report.elementsOfNetwork);
  for (const name of variables.names) expect(other.get(name), name).toEqual(variables.get(name));
});

describe("weights that do not fit", () => {
  const graph = new Graph();
  graph.parameter("a.weight", [2, 3]);
  graph.parameter("a.bias", [2]);
  const tensor = (
    shape: readonly number[],
    values: ArrayLike<number>,
    dtype: StoredTensor["dtype"] = "float32",
  ): StoredTensor => ({
    dtype,
    shape,
    values: () => Float32Array.from(values),
  });
  const load = (tensors: Readonly<Record<string, StoredTensor>>, variables = marked(graph)) => ({
    report: loadWeights({ tensors: new Map(Object.entries(tensors)) }, graph, variables),
    variables,
  });

  test("another shape is reported with both shapes and not loaded", () => {
    const { report, variables } = load({
      "a.weight": tensor([3, 2], [1, 2, 3, 4, 5, 6]),
      "a.bias": tensor([2], [1, 2]),
    });
    expect(report.mismatched).toEqual([{ name: "a.weight", fileShape: [3, 2], networkShape: [2, 3] }]);
    expect(report).toMatchObject({ loaded: ["a.bias"], missing: [], elementsLoaded: 2, elementsOfNetwork: 8 });
    expect(untouched(variables)).toEqual(["a.weight"]);
  });

  test("a tensor that cannot be decoded leaves every variable as it was", () => {
    const variables = marked(graph);
    const broken: StoredTensor = {
      dtype: "float32",
      shape: [2],
      values: () => {
        throw new NetworkError("weights-damaged", "broken");
      },
    };
    expect(() => load({ "a.weight": tensor([2, 3], [1, 2, 3, 4, 5, 6]), "a.bias": broken }, variables)).toThrow(
      "broken",
    );
    expect(() =>
      load({ "a.weight": tensor([2, 3], [1, 2, 3, 4, 5, 6]), "a.bias": tensor([2], [1]) }, variables),
    ).toThrow(/'a.bias' \[2\] has 1 values instead of 2/);
    expect(untouched(variables)).toEqual(["a.weight", "a.bias"]);
  });

  test("whole numbers are no weights, NaN are loaded and said", () => {
    const { report } = load({
      "a.weight": tensor([2, 3], [1, 2, 3, 4, 5, 6], "int8"),
      "a.bias": tensor([2], [1, Number.NaN]),
    });
    expect(report).toMatchObject({ loaded: ["a.bias"], missing: ["a.weight"], unexpected: ["a.weight"] });
    expect(report.notes).toEqual([
      expect.stringMatching(/quantised/),
      expect.stringMatching(/'a.bias': the network's outputs/),
    ]);
  });

  test("a file without any of the network's names is refused, naming some of both", () => {
    expect(() => load({ other: tensor([2], [1, 2]) })).toThrow(
      expect.objectContaining({
        code: "weights-foreign",
        message: expect.stringMatching(/'other'.*'a.weight', 'a.bias'/),
      }),
    );
  });

  test("names from the language's own objects are names like others", () => {
    expect(() => load({ constructor: tensor([2], [1, 2]), toString: tensor([2], [1, 2]) })).toThrow(NetworkError);
  });

  test("tables of other relative positions are said", () => {
    const { graph: swin } = small(narrow.swin);
    const name = "layers1.0.blocks.0.attn.relative_position_index";
    const reversed: StoredTensor = { ...positions(3), values: () => positions(3).values().reverse() };
    const tensors = new Map([
      [name, reversed],
      ["patch_embed.proj.bias", tensor([4], [1, 2, 3, 4])],
    ]);
    const report = loadWeights({ tensors }, swin, marked(swin));
    expect(report.unexpected).toEqual([name]);
    expect(report.notes).toContainEqual(expect.stringMatching(/1 table of relative positions differ/));
  });
});
