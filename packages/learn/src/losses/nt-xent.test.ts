import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fingerprint, signedValues } from "@hilum/graph/conformance";
import { referencesFound, referenceText, titled } from "../../../graph/src/test/plain/reference-folder.ts";
import { length, relativeDistance } from "../test/distance.ts";
import { evaluate, labels } from "../test/evaluate.ts";
import { ntXent } from "./nt-xent.ts";

/** A tensor of the reference rule's numbers. */
interface Rule {
  readonly fill: string;
  readonly scale: number;
}

interface Case {
  readonly name: string;
  readonly labels: readonly number[];
  readonly temperature: number;
  readonly shape: readonly [number, number];
  readonly embedding: readonly number[] | Rule;
  readonly f64: {
    readonly loss: number;
    readonly gradient: readonly number[] | null;
    readonly gradientL2: number;
    readonly gradientProbe: number;
  };
}

const { cases = [] }: { cases?: Case[] } = JSON.parse(referenceText("ntxent.json"));

/**
 * What float32 warrants: a cosine of unit rows is off by a few 2⁻²⁴ = 6e-8, divided by the temperature (0.05) that is 5e-6 in the
 * exponents, and so in the loss and, relatively, in the weights of the gradient. Tolerances are four times that.
 */
const tolerance = 2e-5;

describe.skipIf(!referencesFound)(titled("supervised NT-Xent against pytorch-metric-learning"), () => {
  test.each(cases)("$name", async ({ labels: classes, temperature, shape, embedding, f64 }) => {
    const [n, width] = shape;
    const values = isRule(embedding)
      ? signedValues(embedding.fill, n * width).map((s) => embedding.scale * s)
      : embedding;
    const got = await evaluate((x, y) => ntXent(x, y, { temperature }), { shape, values }, labels(classes));
    expect(Math.abs(got.loss - f64.loss)).toBeLessThan(tolerance);
    const [gradient] = got.gradients;
    if (f64.gradientL2 > 1e-12) {
      const print = fingerprint(gradient, shape, "embedding");
      expect(Math.abs(print.l2 - f64.gradientL2)).toBeLessThan(tolerance * f64.gradientL2);
      expect(Math.abs(print.probe - f64.gradientProbe)).toBeLessThan(tolerance * f64.gradientL2);
      if (f64.gradient) expect(relativeDistance(gradient, f64.gradient)).toBeLessThan(tolerance);
    } else {
      // Zero in exact arithmetic: what is left are cosines off by 2⁻²⁴, over the temperature and the shortest row.
      const lengths = Array.from({ length: n }, (_, row) => length(values.slice(row * width, (row + 1) * width)));
      expect(length(gradient)).toBeLessThanOrEqual((4 * 2 ** -24) / temperature / Math.min(...lengths));
    }
  });
});

function isRule(embedding: readonly number[] | Rule): embedding is Rule {
  return !Array.isArray(embedding);
}

const vectors = (n: number, width: number) =>
  fc.array(fc.double({ min: -10, max: 10, noNaN: true }), { minLength: n * width, maxLength: n * width });

test("loss and gradient are finite for every labelling, also with rows of zeros and a tiny temperature", async () => {
  const batch = fc.integer({ min: 1, max: 6 }).chain((n) =>
    fc.record({
      n: fc.constant(n),
      values: vectors(n, 3),
      zeroRow: fc.integer({ min: 0, max: n }),
      classes: fc.array(fc.integer({ min: 0, max: 2 }), { minLength: n, maxLength: n }),
      temperature: fc.constantFrom(0.001, 0.05, 1),
    }),
  );
  await fc.assert(
    fc.asyncProperty(batch, async ({ n, values, zeroRow, classes, temperature }) => {
      const embedding = values.map((value, at) => (Math.floor(at / 3) === zeroRow ? 0 : value));
      const got = await evaluate(
        (x, y) => ntXent(x, y, { temperature }),
        { shape: [n, 3], values: embedding },
        labels(classes),
      );
      expect(Number.isFinite(got.loss)).toBe(true);
      expect(got.gradients[0].every(Number.isFinite)).toBe(true);
    }),
    { numRuns: 25 },
  );
});

describe("positives from other groups", () => {
  const embedding = {
    shape: [5, 3],
    values: [0.3, -1, 0.2, 0.8, 0.1, -0.5, -0.4, 0.9, 0.7, 1.1, -0.2, 0.6, -0.9, 0.5, 0.1],
  };
  const classes = [0, 0, 1, 0, 1];
  const withGroups = (groups: readonly number[]) =>
    evaluate((x, y, g) => ntXent(x, y, { temperature: 0.5, groups: g }), embedding, labels(classes), labels(groups));

  test("every sample in a group of its own changes nothing", async () => {
    const plain = await evaluate((x, y) => ntXent(x, y, { temperature: 0.5 }), embedding, labels(classes));
    expect(await withGroups([0, 1, 2, 3, 4])).toEqual(plain);
  });

  test("one group has no positives, so the loss is 0", async () => {
    const { loss, gradients } = await withGroups([7, 7, 7, 7, 7]);
    expect(loss).toBe(0);
    expect(length(gradients[0])).toBe(0);
  });

  test("pairs inside a group are left out of the mean, negatives stay", async () => {
    const groups = [0, 0, 0, 1, 1];
    const cosine = (a: number, b: number): number => {
      const [x, y] = [a, b].map((row) => embedding.values.slice(3 * row, 3 * row + 3));
      return x.reduce((sum, value, i) => sum + value * y[i], 0) / length(x) / length(y);
    };
    const s = (a: number, b: number): number => Math.exp(cosine(a, b) / 0.5);
    const losses = classes.flatMap((own, a) => {
      const negatives = classes.reduce((sum, other, b) => sum + (other === own ? 0 : s(a, b)), 0);
      return classes.flatMap((other, p) =>
        other === own && groups[p] !== groups[a] ? [-Math.log(s(a, p) / (s(a, p) + negatives))] : [],
      );
    });
    expect(losses).toHaveLength(6);
    expect((await withGroups(groups)).loss).toBeCloseTo(losses.reduce((sum, loss) => sum + loss) / 6, 5);
  });
});

test("labels that are not one per row are refused", async () => {
  const embedding = { shape: [2, 2], values: [1, 2, 3, 4] };
  await expect(evaluate((x, y) => ntXent(x, y), embedding, labels([0, 1, 1]))).rejects.toThrow(/must be int64 \[2\]/);
});
