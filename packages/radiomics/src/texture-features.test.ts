import { symmetricEigen } from "@hilum/numeric";
import type { Vec3, Volume } from "@hilum/volume";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { extract } from "./extract.ts";
import type { Glcm } from "./glcm.ts";
import { maximalCorrelation } from "./maximal-correlation.ts";
import { preset } from "./presets.ts";
import { byName, volumeOf } from "./test/masks.ts";

const families = ["glcm", "gldm", "glrlm", "glszm", "ngtdm"];
const settings = preset("pyradiomics", { families });
const size: Vec3 = [5, 4, 3];
const featuresOf = (image: Volume, mask: Volume) => byName(extract(image, mask, settings).features);

/** Images and lesions of 5 x 4 x 3 voxels. */
const cases = fc.tuple(
  fc.array(fc.integer({ min: -100, max: 150 }), { minLength: 60, maxLength: 60 }),
  fc.array(fc.boolean(), { minLength: 60, maxLength: 60 }).filter((inside) => inside.includes(true)),
);
const placeOf = ([i, j, k]: readonly number[]) => i + 5 * (j + 4 * k);

describe("laws of texture", () => {
  test("adding whole bins to all intensities changes nothing, for grey levels begin at the lowest", () => {
    fc.assert(
      fc.property(cases, fc.integer({ min: -40, max: 40 }), ([values, inside], bins) => {
        const mask = volumeOf(size, (index) => Number(inside[placeOf(index)]));
        const before = featuresOf(
          volumeOf(size, (index) => values[placeOf(index)]),
          mask,
        );
        const after = featuresOf(
          volumeOf(size, (index) => values[placeOf(index)] + 25 * bins),
          mask,
        );
        expect(after).toEqual(before);
      }),
    );
  });

  test("flips and swapped axes change nothing: all directions count alike", () => {
    fc.assert(
      fc.property(cases, fc.tuple(fc.boolean(), fc.boolean(), fc.boolean()), ([values, inside], flips) => {
        const turned = (index: readonly number[]) =>
          placeOf([index[2], index[0], index[1]].map((x, a) => (flips[a] ? size[a] - 1 - x : x)));
        const turnedSize: Vec3 = [size[1], size[2], size[0]];
        const before = featuresOf(
          volumeOf(size, (index) => values[placeOf(index)]),
          volumeOf(size, (index) => Number(inside[placeOf(index)])),
        );
        const after = featuresOf(
          volumeOf(turnedSize, (index) => values[turned(index)]),
          volumeOf(turnedSize, (index) => Number(inside[turned(index)])),
        );
        for (const [name, value] of Object.entries(after)) expectClose(value, before[name], name);
      }),
    );
  });

  test("normalised features are shares of the ones they normalise", () => {
    fc.assert(
      fc.property(cases, ([values, inside]) => {
        const mask = volumeOf(size, (index) => Number(inside[placeOf(index)]));
        const found = featuresOf(
          volumeOf(size, (index) => values[placeOf(index)]),
          mask,
        );
        const voxels = inside.filter(Boolean).length;
        const zones = voxels * found["glszm_ZonePercentage"];
        expectClose(found["glszm_GrayLevelNonUniformityNormalized"] * zones, found["glszm_GrayLevelNonUniformity"]);
        expectClose(found["gldm_DependenceNonUniformityNormalized"] * voxels, found["gldm_DependenceNonUniformity"]);
        if (Number.isNaN(found["glcm_Contrast"])) return;
        expectClose(found["glcm_SumAverage"], 2 * found["glcm_JointAverage"]);
        expectClose(found["glcm_ClusterTendency"] + found["glcm_Contrast"], 4 * found["glcm_SumSquares"]);
        expect(found["glcm_MCC"]).toBeLessThanOrEqual(1);
      }),
    );
  });
});

describe("lesions at the limit", () => {
  test("a flat lesion has PyRadiomics' values", () => {
    const flat = volumeOf(size, () => 7);
    expect(
      featuresOf(
        flat,
        volumeOf(size, () => 1),
      ),
    ).toMatchObject({
      glcm_Correlation: 1,
      glcm_Imc1: 0,
      glcm_Imc2: 0,
      glcm_MCC: 1,
      glcm_JointEnergy: 1,
      glszm_LargeAreaEmphasis: 3600,
      ngtdm_Busyness: 0,
      ngtdm_Coarseness: 1e6,
      ngtdm_Contrast: 0,
      ngtdm_Strength: 0,
    });
  });

  test("voxels that do not touch have no co-occurrence and no common line, and say so", () => {
    const apart = volumeOf([6, 4, 1], ([i, j]) => Number((i === 0 && j === 0) || (i === 3 && j === 1)));
    const { features } = extract(
      volumeOf([6, 4, 1], ([i]) => 50 * i),
      apart,
      settings,
    );
    const reasons = new Map(features.map(({ family, note }) => [family, note]));
    expect(Object.fromEntries(reasons)).toEqual({
      glcm: "no two voxels of the lesion touch",
      gldm: "",
      glrlm: "no line through the voxels meets two of them",
      glszm: "",
      ngtdm: "",
    });
  });

  test("two grey levels that always alternate are correlated as far as can be", () => {
    const found = featuresOf(
      volumeOf([6, 1, 1], ([i]) => 25 * (i % 2)),
      volumeOf([6, 1, 1], () => 1),
    );
    expect(found["glcm_Correlation"]).toBeCloseTo(-1, 12);
    expect(found["glcm_MCC"]).toBeCloseTo(1, 12);
    expect(found["glcm_Contrast"]).toBe(1);
  });
});

test("the maximal correlation is the second eigenvalue by size of the scaled matrix", () => {
  const counts = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 15, maxLength: 15 });
  fc.assert(
    fc.property(counts, (upper) => {
      const at = (i: number, j: number) => upper[(Math.max(i, j) * (Math.max(i, j) + 1)) / 2 + Math.min(i, j)] + 0.01;
      const five = [0, 1, 2, 3, 4];
      const cells = five.flatMap((i) => five.map((j) => [i, j]));
      const total = cells.reduce((sum, [i, j]) => sum + at(i, j), 0);
      const p = Float64Array.from(cells, ([i, j]) => at(i, j) / total);
      const marginal = Float64Array.from(five, (i) => five.reduce((sum, j) => sum + p[5 * i + j], 0));
      const scaled = cells.map(([i, j], cell) => p[cell] / Math.sqrt(marginal[i] * marginal[j]));
      const [, second] = symmetricEigen(scaled, 5)
        .values.map(Math.abs)
        .sort((a, b) => b - a);
      const glcm: Glcm = {
        levels: Float64Array.from(five),
        highest: 5,
        rows: Int32Array.from(cells, ([i]) => i),
        columns: Int32Array.from(cells, ([, j]) => j),
        p,
        marginal,
        mean: 0,
        sums: new Float64Array(0),
        differences: new Float64Array(0),
      };
      expect(maximalCorrelation(glcm)).toBeCloseTo(second, 11);
    }),
  );
});

/** Sums in another order: equal up to rounding of numbers of order one, or of the value's own size. */
function expectClose(found: number, expected: number, name = ""): void {
  if (Number.isNaN(expected)) expect(found, name).toBeNaN();
  else expect(Math.abs(found - expected), name).toBeLessThanOrEqual(1e-9 * Math.max(Math.abs(expected), 1));
}
