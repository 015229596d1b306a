import { Graph } from "@hilum/graph";
import { describe, expect, test } from "vitest";
import { Scope } from "../layers.ts";
import { referencesFound, referenceText, titled } from "../../../graph/src/test/plain/reference-folder.ts";
import { compareGradients, comparePass, expectState, type NetworkReference } from "../test/reference-network.ts";
import { swin, type SwinOptions, swinStructures } from "./swin.ts";

interface SwinReference extends NetworkReference {
  readonly case: NetworkReference["case"] & { readonly narrow: SwinOptions };
}

describe.skipIf(!referencesFound)(titled("a narrow Swin Transformer on 28×36×40 voxels"), () => {
  const reference: SwinReference = JSON.parse(referenceText("narrow-swin-lr_add.json"));
  const options = referencesFound ? reference.case.narrow : {};

  test("its parameters are MONAI's", () => {
    expectState(swin(options), reference, [...swinStructures(options).keys()]);
  });

  test("its tables of relative positions have MONAI's names and sizes", () => {
    const rows = reference.state.filter(({ name }) => name.endsWith("relative_position_index"));
    expect(rows.map(({ name }) => name)).toEqual([...swinStructures(options).keys()]);
    for (const { name, shape } of rows) {
      expect(swinStructures(options).get(name)).toHaveLength(shape[0] * shape[1]);
    }
  });

  test.each(["eval", "train"] as const)("logits, embedding and stages in %s mode", async (mode) => {
    const { logits, embedding, activations } = await comparePass(
      swin(options),
      { ...reference, pass: reference[mode] },
      mode,
    );
    expect(logits).toBeLessThan(1e-5);
    expect(embedding).toBeLessThan(1e-5);
    expect(activations).toBeLessThan(1e-5);
  });

  test("gradients of cross-entropy and NT-Xent", async () => {
    const { head, backbone, image } = await compareGradients(swin(options), reference);
    expect(head).toBeLessThan(1e-4);
    expect(backbone).toBeLessThan(1e-4);
    expect(image).toBeLessThan(1e-4);
  });
});

test("a volume that is no multiple of the patch is filled up behind", () => {
  const scope = new Scope(new Graph(), "eval");
  const image = scope.graph.input("image", "float32", [1, 1, 15, 16, 17]);
  const { features, map } = swin({ embedDim: 12 }).build(scope, image);
  expect(scope.activations.get("swinViT.patch_embed")!.shape).toEqual([1, 12, 8, 8, 9]);
  expect(map.shape).toEqual([1, 192, 1, 1, 1]);
  expect(features.shape).toEqual([1, 192]);
});

test("heads that cannot share the channels are refused", () => {
  expect(() => swin({ embedDim: 50 })).toThrow(/Stage 1 has 50 channels, which 3 heads cannot share/);
});

describe.skipIf(!referencesFound)(titled("the study's Swin Transformer"), () => {
  test("its parameters are MONAI's", () => {
    const reference: NetworkReference = JSON.parse(referenceText("swin-cat_only.json"));
    expectState(swin(), reference, [...swinStructures().keys()]);
  });
});
