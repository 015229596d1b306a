import { describe, expect, test } from "vitest";
import { densenet121, type DenseNetOptions } from "./densenet.ts";
import { referencesFound, referenceText, titled } from "../../graph/src/test/plain/reference-folder.ts";
import { compareGradients, comparePass, expectState, type NetworkReference } from "./test/reference-network.ts";

interface DenseNetReference extends NetworkReference {
  readonly case: NetworkReference["case"] & { readonly narrow: DenseNetOptions };
}

describe.skipIf(!referencesFound)(titled("a narrow DenseNet on 64×36×40 voxels"), () => {
  const reference: DenseNetReference = JSON.parse(referenceText("narrow-densenet121-add.json"));
  const network = densenet121(referencesFound ? reference.case.narrow : {});

  test("its parameters and states are MONAI's", () => {
    expectState(network, reference);
  });

  test("logits, embedding and stages in eval mode", async () => {
    const { logits, embedding, activations } = await comparePass(
      network,
      { ...reference, pass: reference.eval },
      "eval",
    );
    expect(logits).toBeLessThan(1e-5);
    expect(embedding).toBeLessThan(1e-4);
    expect(activations).toBeLessThan(1e-4);
  });

  test("logits, embedding and stages with batch statistics", async () => {
    const { logits, embedding, activations } = await comparePass(
      network,
      { ...reference, pass: reference.train },
      "train",
    );
    expect(logits).toBeLessThan(1e-4);
    expect(embedding).toBeLessThan(1e-4);
    expect(activations).toBeLessThan(1e-4);
  });

  test("gradients of cross-entropy and NT-Xent, and running statistics", async () => {
    const { head, backbone, image, runningStats } = await compareGradients(network, reference);
    expect(head).toBeLessThan(5e-4);
    expect(backbone).toBeLessThan(1e-3);
    expect(image).toBeLessThan(1e-3);
    expect(runningStats).toBeLessThan(5e-5);
  });
});

describe.skipIf(!referencesFound)(titled("DenseNet-121 at full width"), () => {
  const reference: NetworkReference = JSON.parse(referenceText("densenet121-cat_only.json"));

  test("its parameters and states are MONAI's", () => {
    expectState(densenet121(), reference);
  });
});
