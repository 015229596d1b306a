import { describe, expect, test } from "vitest";
import { GraphError } from "../graph-error.ts";
import { referenceText, referencesFound, titled } from "../test/plain/reference-folder.ts";
import {
  filledImage,
  filledParameter,
  filledRadiomics,
  fingerprint,
  keyHash,
  signed,
  signedValues,
  u32,
  unit,
} from "./index.ts";

interface FillVectors {
  readonly hash: Readonly<Record<string, number>>;
  readonly u32: Readonly<Record<string, readonly number[]>>;
  readonly u32At: readonly { readonly key: string; readonly index: number; readonly value: number }[];
  readonly unit: Readonly<Record<string, readonly number[]>>;
  readonly signed: Readonly<Record<string, readonly number[]>>;
  readonly parameters: readonly {
    readonly seed: string;
    readonly name: string;
    readonly shape: readonly number[];
    readonly first6: readonly number[];
    readonly last: number;
    readonly sum: number;
  }[];
  readonly volumes: readonly {
    readonly seed: string;
    readonly index: number;
    readonly shape: readonly [number, number, number];
    readonly first6: readonly number[];
    readonly centre: number;
    readonly last: number;
    readonly sum: number;
    readonly max: number;
    readonly min: number;
    readonly probe: number;
  }[];
  readonly radiomics: {
    readonly seed: string;
    readonly batch: number;
    readonly values: readonly (readonly number[])[];
  };
}

describe.skipIf(!referencesFound)(titled("the filling rule hilum-fill-1 repeats bit for bit"), () => {
  const vectors: FillVectors = JSON.parse(referenceText("fill-vectors.json"));

  test("hashes of keys, beyond ASCII too", () => {
    expect(Object.keys(vectors.hash)).toContain("naïve/肺");
    for (const [key, value] of Object.entries(vectors.hash)) expect(keyHash(key), key).toBe(value);
  });

  test("integers of a key, up to the last index", () => {
    for (const [key, values] of Object.entries(vectors.u32)) {
      expect(
        values.map((_, i) => u32(key, i)),
        key,
      ).toEqual(values);
    }
    for (const { key, index, value } of vectors.u32At) expect(u32(key, index), `${key} ${index}`).toBe(value);
  });

  test("numbers in [0, 1) and [−1, 1), one by one and all at once", () => {
    for (const [key, values] of Object.entries(vectors.unit)) {
      expect(values.map((_, i) => unit(key, i))).toEqual(values);
    }
    for (const [key, values] of Object.entries(vectors.signed)) {
      expect(values.map((_, i) => signed(key, i))).toEqual(values);
      expect([...signedValues(key, values.length)]).toEqual(values);
    }
  });

  test("parameters of every rule", () => {
    expect(vectors.parameters.length).toBeGreaterThanOrEqual(10);
    for (const { seed, name, shape, first6, last, sum } of vectors.parameters) {
      const values = filledParameter(seed, name, shape);
      expect([...values.subarray(0, 6)], name).toEqual(first6);
      expect(values.at(-1), name).toBe(last);
      expectSum(total(values), sum, values.length);
    }
  });

  test("images, cubes and others", () => {
    for (const { seed, index, shape, first6, centre, last, sum, max, min, probe } of vectors.volumes) {
      const voxels = filledImage(seed, index, shape);
      const [depth, height, width] = shape;
      expect([...voxels.subarray(0, 6)]).toEqual(first6);
      expect(voxels[((depth >> 1) * height + (height >> 1)) * width + (width >> 1)]).toBe(centre);
      expect(voxels.at(-1)).toBe(last);
      expect(voxels.reduce((a, b) => Math.max(a, b))).toBe(max);
      expect(voxels.reduce((a, b) => Math.min(a, b))).toBe(min);
      expectSum(total(voxels), sum, voxels.length);
      expectSum(fingerprint(voxels, shape, "input").probe, probe, voxels.length);
    }
  });

  test("radiomics features of a batch", () => {
    const { seed, batch, values } = vectors.radiomics;
    expect([...filledRadiomics(seed, batch)]).toEqual(values.flat());
  });
});

describe("the filling rule", () => {
  test("encodes keys as UTF-8", () => {
    const bytes = [...new TextEncoder().encode("ä€𝄞/weight")];
    const hash = bytes.reduce((h, byte) => Math.imul(h ^ byte, 16777619), 2166136261);
    expect(keyHash("ä€𝄞/weight")).toBe(hash >>> 0);
  });

  test("keeps the running statistics of a fresh norm, and counts no batch", () => {
    expect(filledParameter("A", "bn1.running_mean", [3])).toEqual(new Float32Array(3));
    expect(filledParameter("A", "bn1.running_var", [2])).toEqual(new Float32Array([1, 1]));
    expect(filledParameter("A", "bn1.num_batches_tracked", [])).toEqual(new Float32Array(1));
  });

  test("refuses the table of positions, which is structure", () => {
    expect(() => filledParameter("A", "attn.relative_position_index", [343, 343])).toThrow(GraphError);
  });
});

/** Sums differ in the last bits with the order of adding. */
function expectSum(got: number, expected: number, count: number): void {
  expect(Math.abs(got - expected)).toBeLessThanOrEqual(count * 2 ** -52 * Math.max(1, Math.abs(expected)));
}

function total(values: Float32Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}
