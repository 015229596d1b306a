import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fingerprint, signedValues } from "@hilum/graph/conformance";
import type { Value } from "@hilum/graph";
import { supervisedNtXent, twoViewContrast } from "../../../graph/src/test/plain/contrast.ts";
import { filled } from "../../../graph/src/test/plain/filled.ts";
import * as plainLosses from "../../../graph/src/test/plain/losses.ts";
import { numericGradient } from "../../../graph/src/test/plain/numeric-gradient.ts";
import { plain, type Plain, scalar } from "../../../graph/src/test/plain/plain.ts";
import { referencesFound, referenceText, titled } from "../../../graph/src/test/plain/reference-folder.ts";
import { softmax } from "../../../graph/src/test/plain/softmax.ts";
import { relativeDistance } from "../test/distance.ts";
import { evaluate, type Given, labels } from "../test/evaluate.ts";
import { contrastTwoViews } from "./contrast-two-views.ts";
import { type CrossEntropyOptions, crossEntropy } from "./cross-entropy.ts";
import { dice } from "./dice.ts";
import { l1, mse } from "./differences.ts";
import { ntXent } from "./nt-xent.ts";

/** Every loss on small tensors, with the same in float64. The last element of each row gives its labels or target. */
interface Row {
  readonly name: string;
  readonly loss: (...values: Value[]) => Value;
  readonly plain: (inputs: readonly Plain[]) => Plain;
  readonly inputs: (key: string) => readonly Plain[];
  readonly further?: readonly Given[];
}

const volume = [2, 3, 2, 3, 2];
const voxelLabels = Array.from({ length: 24 }, (_, i) => (7 * i) % 3);
const classes = [0, 2, 1, 1, 2, 0];
const truth = plainLosses.oneHot(plain([2, 2, 3, 2], voxelLabels), 3, 1);
const smooth: CrossEntropyOptions = { weights: [4, 1, 0.5], labelSmoothing: 0.2, ignoreIndex: 2 };
const one =
  (shape: readonly number[], scale = 1, shift = 0) =>
  (key: string) => [filled(`${key}/x`, shape, scale, shift)];
const two = (shape: readonly number[]) => (key: string) => [filled(`${key}/x`, shape), filled(`${key}/y`, shape)];
const asInput = ({ shape, values }: Plain): Given => ({ shape, values });

const rows: readonly Row[] = [
  {
    name: "cross-entropy",
    loss: (x, y) => crossEntropy(x, y),
    plain: ([x]) => plainLosses.crossEntropy(x, plain([6], classes)),
    inputs: one([6, 3], 3),
    further: [labels(classes)],
  },
  {
    name: "cross-entropy with weights, smoothing and an ignored class",
    loss: (x, y) => crossEntropy(x, y, smooth),
    plain: ([x]) => plainLosses.crossEntropy(x, plain([2, 2, 3, 2], voxelLabels), smooth),
    inputs: one(volume, 3),
    further: [labels(voxelLabels, [2, 2, 3, 2])],
  },
  {
    name: "NT-Xent",
    loss: (x, y) => ntXent(x, y, { temperature: 0.3 }),
    plain: ([x]) => supervisedNtXent(x, classes, 0.3),
    inputs: one([6, 5]),
    further: [labels(classes)],
  },
  {
    name: "contrast of two views",
    loss: (x, y) => contrastTwoViews(x, y),
    plain: ([x, y]) => twoViewContrast(x, y),
    inputs: two([4, 5]),
  },
  {
    name: "Dice of probabilities",
    loss: (x, t) => dice(x, t),
    plain: ([x]) => plainLosses.diceLoss(x, truth),
    inputs: one(volume, 0.5, 0.5),
    further: [labels(voxelLabels, [2, 2, 3, 2])],
  },
  {
    name: "Dice of logits",
    loss: (x, t) => dice(x, t, { activation: "softmax" }),
    plain: ([x]) => plainLosses.diceLoss(softmax(x, 1), truth),
    inputs: one(volume, 3),
    further: [labels(voxelLabels, [2, 2, 3, 2])],
  },
  {
    name: "L1",
    loss: (x, y) => l1(x, y),
    plain: ([x, y]) => plainLosses.l1Loss(x, y),
    inputs: two([3, 7]),
  },
  {
    name: "MSE",
    loss: (x, y) => mse(x, y),
    plain: ([x, y]) => plainLosses.meanSquaredError(x, y),
    inputs: two([3, 7]),
  },
];

// float32 carries 2⁻²⁴ per operation; sums of a few dozen terms and quotients of them stay below 1e-5 of the result's length.
const float32 = 1e-5;

describe("losses against float64", () => {
  test.each(rows)("$name and its gradient", async ({ loss, plain: oracle, inputs, further = [] }) => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 1e6 }), async (seed) => {
        const given = inputs(`learn/losses/${seed}`);
        const got = await evaluate(loss, ...given.map(asInput), ...further);
        expect(Math.abs(got.loss - oracle(given).values[0])).toBeLessThan(float32 * Math.max(1, got.loss));
        given.forEach((_, which) => {
          const expected = numericGradient(oracle, given, which, scalar(1));
          expect(relativeDistance(got.gradients[which], expected.values)).toBeLessThan(float32);
        });
      }),
      { numRuns: 4 },
    );
  });
});

interface ReferenceOperation {
  readonly name: string;
  readonly inputs: Readonly<Record<string, { shape: number[]; scale: number; shift: number }>>;
  readonly output: { readonly values: readonly number[] };
  readonly gradients: Readonly<Record<string, { l2: number; probe: number; values?: number[] }>>;
  readonly attributes?: { labels: number[]; weights?: number[]; ignoreIndex?: number };
}

const volumeLabels = Array.from({ length: 24 }, (_, index) => (7 * index) % 3);
const referenceLosses: Record<string, (of: ReferenceOperation) => { loss: Row["loss"]; further?: readonly Given[] }> = {
  l1: () => ({ loss: (x, y) => l1(x, y) }),
  "contrast-two-views": () => ({ loss: (x, y) => contrastTwoViews(x, y) }),
  "cross-entropy": ({ attributes }) => ({ loss: (x, y) => crossEntropy(x, y), further: [labels(attributes!.labels)] }),
  "cross-entropy-weighted": ({ attributes }) => ({
    loss: (x, y) => crossEntropy(x, y, { weights: attributes!.weights }),
    further: [labels(attributes!.labels)],
  }),
  "cross-entropy-ignore": ({ attributes }) => ({
    loss: (x, y) => crossEntropy(x, y, { ignoreIndex: attributes!.ignoreIndex }),
    further: [labels(attributes!.labels)],
  }),
  "cross-entropy-volume": () => ({ loss: (x, y) => crossEntropy(x, y), further: [labels(volumeLabels, [1, 2, 3, 4])] }),
};

describe.skipIf(!referencesFound)(titled("losses of the network references"), () => {
  const { operations = [] }: { operations?: ReferenceOperation[] } = JSON.parse(referenceText("operations.json"));

  test.each(Object.keys(referenceLosses))("%s", async (name) => {
    const reference = operations.find((operation) => operation.name === name)!;
    // The reference rounds the numbers of the rule before scaling them, and sums in float64.
    const given = Object.entries(reference.inputs).map(([input, { shape, scale, shift }]) => ({
      shape,
      values: signedValues(
        `micro/${name}/${input}`,
        shape.reduce((a, b) => a * b),
      ).map((s) => scale * Math.fround(s) + shift),
    }));
    const { loss, further = [] } = referenceLosses[name](reference);
    // A scalar has a cotangent too.
    const [cotangent] = signedValues(`micro/${name}/cotangent`, 1);
    const got = await evaluate(loss, ...given, ...further);
    expect(Math.abs(got.loss - reference.output.values[0])).toBeLessThan(float32);
    Object.keys(reference.inputs).forEach((input, index) => {
      const expected = reference.gradients[input];
      const values = got.gradients[index].map((value) => value * cotangent);
      const print = fingerprint(values, reference.inputs[input].shape, input);
      expect(Math.abs(print.l2 - expected.l2)).toBeLessThan(float32 * expected.l2);
      expect(Math.abs(print.probe - expected.probe)).toBeLessThan(float32 * expected.l2);
      if (expected.values) expect(relativeDistance(values, expected.values)).toBeLessThan(float32);
    });
  });
});
