import { describe, expect, test } from "vitest";
import type { Backbone } from "./backbone.ts";
import { densenet121 } from "./densenet.ts";
import { swin } from "./swin/swin.ts";
import { referencesFound, referenceText, titled } from "../../graph/src/test/plain/reference-folder.ts";
import { compareGradients, comparePass, type NetworkReference, type ReferencePass } from "./test/reference-network.ts";

interface PaperSize {
  readonly seed: string;
  readonly size: readonly [number, number, number];
  readonly batch: number;
  readonly networks: Readonly<Record<string, ReferencePass>>;
}

interface Row {
  readonly name: string;
  readonly backbone: Backbone;
  /** Tolerances of the reference's README; everything but logits is relative. */
  readonly logits: { readonly eval: number; readonly train: number };
  readonly activations: number;
  readonly gradients: { readonly head: number; readonly backbone: number };
}

const rows: readonly Row[] = [
  {
    name: "densenet121",
    backbone: densenet121(),
    logits: { eval: 1e-5, train: 1e-4 },
    activations: 2e-4,
    gradients: { head: 1e-3, backbone: 5e-2 },
  },
  {
    name: "swin",
    backbone: swin(),
    logits: { eval: 1e-5, train: 1e-5 },
    activations: 1e-5,
    gradients: { head: 1e-4, backbone: 1e-4 },
  },
];

describe.skipIf(!referencesFound)(titled("networks at full width"), () => {
  test.each(rows)(
    "$name: the study's 96³ voxels in eval mode",
    async ({ name, backbone, logits: tolerance, activations: relative }) => {
      const { networks, seed, size, batch }: PaperSize = JSON.parse(referenceText("paper-size.json"));
      const given = { fusion: "cat_only", size, batch, seed, labels: [], temperature: 0.05 };
      const { logits, embedding, activations } = await comparePass(
        backbone,
        { case: given, pass: networks[name] },
        "eval",
      );
      expect(logits).toBeLessThan(tolerance.eval);
      expect(embedding).toBeLessThan(relative);
      expect(activations).toBeLessThan(relative);
    },
    120_000,
  );

  test.each(rows)(
    "$name: a training pass and its gradients on 64³ voxels",
    async ({ name, backbone, logits: tolerance, activations: relative, gradients }) => {
      const reference: NetworkReference = JSON.parse(referenceText(`${name}-cat_only.json`));
      const { logits, activations } = await comparePass(backbone, { ...reference, pass: reference.train }, "train");
      expect(logits).toBeLessThan(tolerance.train);
      expect(activations).toBeLessThan(relative);
      const { head, backbone: own, image } = await compareGradients(backbone, reference);
      expect(head).toBeLessThan(gradients.head);
      expect(own).toBeLessThan(gradients.backbone);
      expect(image).toBeLessThan(gradients.backbone);
    },
    300_000,
  );
});
