import { describe, expect, test } from "vitest";
import type { BackboneSpec } from "../network-spec.ts";
import { haveCheckpoints, skippedWithoutCheckpoints } from "../weights/test/reference-checkpoints.ts";
import { matchWeights } from "./match-weights.ts";
import { medicalNetTensors, pyTorchReport, studyNetwork, swinTensors } from "./test/published-weights.ts";

const sorted = (names: readonly string[]): string[] => [...names].sort();

interface Row {
  readonly title: string;
  readonly from: BackboneSpec;
  readonly into: BackboneSpec;
  readonly note: RegExp;
}

const medicalNet: readonly Row[] = [
  {
    title: "medicalnet-resnet18",
    from: { backbone: "resnet18", options: { shortcut: "A" } },
    into: { backbone: "resnet18" },
    note: /no layer2\.0\.downsample, layer3\.0\.downsample, layer4\.0\.downsample.*shortcut: "A", stemStride: 2/,
  },
  {
    title: "medicalnet-resnet34",
    from: { backbone: "resnet34", options: { shortcut: "A" } },
    into: { backbone: "resnet34" },
    note: /21 tensors keep their start, as in the published study/,
  },
  {
    title: "medicalnet-resnet50",
    from: { backbone: "resnet50", options: { shortcutBias: false } },
    into: { backbone: "resnet50" },
    note: /have no bias \(MedicalNet\); the network's 4 keep their start.*shortcutBias: false/,
  },
];

describe.skipIf(!haveCheckpoints)(`published names at full width${skippedWithoutCheckpoints}`, () => {
  test.each(medicalNet)("$title: what PyTorch loads into the study's network", ({ title, from, into, note }) => {
    const expected = pyTorchReport(title);
    const { graph } = studyNetwork(into);
    for (const mode of ["complete", "as-published"] as const) {
      const { report } = matchWeights({ tensors: medicalNetTensors(from) }, graph, { mode });
      expect(report.elementsLoaded).toBe(expected.loadedParameterElements);
      expect(report.elementsOfNetwork).toBe(expected.modelParameterElements);
      expect(report.loaded).toHaveLength(expected.loaded);
      expect(sorted(report.missing)).toEqual(sorted(expected.missing));
      expect(report).toMatchObject({ unexpected: [], mismatched: [], renamed: [], implied: [] });
      expect(report.notes).toEqual([expect.stringMatching(note)]);
    }
  });

  test.each(medicalNet)("$title: the file's own network takes all of it", ({ from }) => {
    const { graph, backboneParameters } = studyNetwork(from);
    const { report } = matchWeights({ tensors: medicalNetTensors(from) }, graph);
    expect(report.missing.filter((name) => backboneParameters.has(name) || graph.states.has(name))).toEqual([]);
    expect(report.notes).toEqual([]);
  });

  test("in an eval graph the counters of batches are implied, not unexpected", () => {
    const { graph } = studyNetwork({ backbone: "resnet18" }, "eval");
    const { report } = matchWeights({ tensors: medicalNetTensors(medicalNet[0].from) }, graph);
    expect(report.unexpected).toEqual([]);
    expect(report.implied).toHaveLength(17);
    expect(report.loaded.length + report.implied.length).toBe(pyTorchReport("medicalnet-resnet18").loaded);
  });

  test.each([
    ["as-published", "swin ssl into swinViT (as", 4_921_362],
    ["complete", "swin ssl into swinViT (with", 8_062_002],
  ] as const)("swin, %s: what PyTorch loads into the encoder", (mode, title, elements) => {
    const expected = pyTorchReport(title);
    const { graph, backboneParameters } = studyNetwork({ backbone: "swin" });
    const { report } = matchWeights({ tensors: swinTensors() }, graph, { mode });
    const count = (names: Iterable<string>): number =>
      [...names].reduce((sum, name) => sum + graph.parameters.get(name)!.shape.reduce((a, b) => a * b, 1), 0);
    expect(report.elementsLoaded).toBe(elements);
    expect(report.elementsLoaded).toBe(expected.loadedParameterElements);
    expect(count(backboneParameters)).toBe(expected.modelParameterElements);
    expect(report.loaded.length + report.implied.length).toBe(expected.loaded);
    const missing = report.missing.filter((name) => backboneParameters.has(name));
    expect(sorted(missing)).toEqual(sorted(expected.missing.map((name) => `swinViT.${name}`)));
    expect(sorted(report.unexpected)).toEqual(sorted(expected.unexpected));
    expect(report.renamed.filter(({ from }) => from.includes("mlp.fc"))).toHaveLength(mode === "complete" ? 32 : 0);
    expect(report.notes.some((note) => note.includes("Mode complete loads them"))).toBe(mode === "as-published");
    expect(report.notes).toContain("8 tables of relative positions in the file equal the network's own.");
  });
});
