import type { Volume } from "@hilum/volume";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { extract } from "./extract.ts";
import { preset } from "./presets.ts";
import type { RadiomicsSettings } from "./settings.ts";
import { byName, volumeOf } from "./test/masks.ts";

const line = (values: readonly number[]): Volume => volumeOf([values.length, 1, 1], ([i]) => values[i], [2, 3, 0.5]);
const firstOrder = (values: readonly number[], changes: Partial<RadiomicsSettings> = {}) => {
  const settings = preset("pyradiomics", { families: ["firstorder"], ...changes });
  return extract(line(values), line(values.map(() => 1)), settings).features;
};
const intensities = fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 1, maxLength: 40 });

describe("first-order features worked by hand", () => {
  test("five intensities", () => {
    expect(byName(firstOrder([1, 2, 3, 4, 10], { binWidth: 5 }))).toMatchObject({
      firstorder_Mean: 4,
      firstorder_Median: 3,
      firstorder_10Percentile: 1.4,
      firstorder_90Percentile: expect.closeTo(7.6, 12),
      firstorder_InterquartileRange: 2,
      firstorder_Energy: 130,
      firstorder_TotalEnergy: 390,
      firstorder_Variance: 10,
      firstorder_MeanAbsoluteDeviation: 2.4,
      firstorder_RobustMeanAbsoluteDeviation: expect.closeTo(2 / 3, 12),
      firstorder_Skewness: expect.closeTo(180 / 5 / 10 ** 1.5, 12),
      firstorder_Kurtosis: expect.closeTo((81 + 16 + 1 + 1296) / 5 / 100, 12),
      firstorder_Uniformity: expect.closeTo(0.64 + 0.04, 12),
      firstorder_Entropy: expect.closeTo(-0.8 * Math.log2(0.8) - 0.2 * Math.log2(0.2), 12),
    });
  });

  test("a shift raises the energy and nothing else", () => {
    const [plain, shifted] = [byName(firstOrder([-2, 1])), byName(firstOrder([-2, 1], { voxelArrayShift: 10 }))];
    expect(shifted).toMatchObject({ firstorder_Energy: 64 + 121, firstorder_Mean: plain["firstorder_Mean"] });
  });

  test.each([[[7, 7, 7]], [[0.1, 0.1, 0.1]], [[-1000]]])(
    "a flat lesion %j has no skewness or kurtosis and says why",
    (values) => {
      const features = firstOrder(values);
      const missing = features.filter(({ value }) => Number.isNaN(value));
      expect(missing.map(({ feature }) => feature)).toEqual(["Kurtosis", "Skewness"]);
      expect(missing.map(({ note }) => note)).toEqual(Array(2).fill("all voxels have the same intensity"));
      expect(byName(features)).toMatchObject({ firstorder_Variance: expect.closeTo(0, 12), firstorder_Uniformity: 1 });
    },
  );
});

describe("laws of first-order features", () => {
  test("the order of the voxels does not matter", () => {
    fc.assert(
      fc.property(intensities, (x) => {
        expect(firstOrder(x)).toEqual(firstOrder(x.toReversed()));
      }),
    );
  });

  test("adding whole bins to all intensities moves the location and leaves the spread", () => {
    fc.assert(
      fc.property(intensities, fc.integer({ min: -20, max: 20 }), (x, bins) => {
        const [before, after] = [byName(firstOrder(x)), byName(firstOrder(x.map((value) => value + 25 * bins)))];
        for (const name of ["Median", "10Percentile", "Minimum"])
          expect(after[`firstorder_${name}`]).toBeCloseTo(before[`firstorder_${name}`] + 25 * bins, 8);
        for (const name of ["Entropy", "Uniformity", "Range", "InterquartileRange", "MeanAbsoluteDeviation"])
          expect(after[`firstorder_${name}`]).toBeCloseTo(before[`firstorder_${name}`], 8);
      }),
    );
  });
});
