import { describe, expect, test } from "vitest";
import { featureColumns } from "./extract-features.ts";
import { preset, presetNames } from "./presets.ts";
import type { RadiomicsSettings } from "./settings.ts";

describe("presets", () => {
  test("a preset is a plain object that survives writing and reading", () => {
    for (const name of presetNames) expect(JSON.parse(JSON.stringify(preset(name)))).toEqual(preset(name));
  });

  test("asking for a number of bins drops the bin width", () => {
    expect(preset("pyradiomics", { binCount: 32 })).toMatchObject({ binCount: 32, binWidth: null });
  });

  test("an unknown preset is told which ones exist", () => {
    const name: string = "olnm";
    // @ts-expect-error a name from a file need not be a known one
    expect(() => preset(name)).toThrow(/no radiomics preset "olnm".*pyradiomics-851.*olnm-1364/);
  });
});

describe("settings that cannot be used name the field, what was expected and what was found", () => {
  const wrong: [Record<string, unknown>, RegExp][] = [
    [{ binWidth: -25 }, /binWidth must be a positive number, or null; found -25/],
    [{ binWidth: 25, binCount: 32 }, /either binWidth or binCount.*found binWidth 25 and binCount 32/],
    [{ binWidth: null }, /either binWidth or binCount/],
    [{ spacing: [1, 1] }, /spacing must be three sizes in mm.*found \[1,1\]/],
    [{ interpolation: "cubic" }, /interpolation must be one of linear, bspline, nearest; found "cubic"/],
    [{ families: ["shape", "glcm2"] }, /families must be .*shape, firstorder.*found \["shape","glcm2"\]/],
    [{ families: [] }, /families must be .*at least one/],
    [{ binwidth: 25 }, /Unknown radiomics setting binwidth\. Known are: .*binWidth/],
    [{ resegment: { range: [3, -3], mode: "sigma" } }, /resegment\.range must be .*lowest first; found \[3,-3\]/],
    [{ normalise: { scale: 0, removeOutliers: null } }, /normalise\.scale must be a positive number; found 0/],
    [{ padDistance: 2.5 }, /padDistance must be a whole number/],
    [{ preCrop: 1 }, /preCrop must be true or false; found 1/],
    [{ force2D: true }, /force2D must be one of ij, ik, jk, or null; found true/],
    [{ weightingNorm: "cosine" }, /weightingNorm must be one of euclidean, .*; found "cosine"/],
    [{ wavelet: { name: "db11", levels: 1, startLevel: 0 } }, /wavelet\.name must be one of haar, db2.*found "db11"/],
    [
      { wavelet: { name: "haar", levels: 0, startLevel: 0 } },
      /wavelet\.levels must be a whole number from 1 to 8; found 0/,
    ],
    [{ log: { sigmas: [1, -1], smallImages: "skip" } }, /log\.sigmas must be .*positive widths.*found \[1,-1\]/],
    [{ gradient: { per: "cm" } }, /gradient\.per must be one of mm, voxel; found "cm"/],
    [{ leaveOut: ["glcm_Idmm"] }, /leaveOut must be .*glcm_MCC; found \["glcm_Idmm"\]/],
    [{ imageTypes: ["original", "lbp"] }, /imageTypes must be .*original, wavelet, log.*found \["original","lbp"\]/],
  ];
  test.each(wrong)("%j", (changes, message) => {
    expect(() => preset("pyradiomics", changes as Partial<RadiomicsSettings>)).toThrow(message);
  });
});

test("columns carry image, family and PyRadiomics' feature name", () => {
  const columns = featureColumns(preset("pyradiomics"));
  expect(columns).toHaveLength(107);
  expect(columns[0]).toBe("original_shape_Elongation");
  expect(columns[14]).toBe("original_firstorder_10Percentile");
  expect(columns[32]).toBe("original_glcm_Autocorrelation");
  expect(columns.at(-1)).toBe("original_ngtdm_Strength");
});
