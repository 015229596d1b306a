import { expect, test } from "vitest";
import { describeColumns, extractFeatures, featureColumns, voxelCounts } from "./extract-features.ts";
import { checkFeatureSettings, featurePreset, featurePresetNames, isIbsi } from "./feature-settings.ts";
import type { FeatureSettings } from "./feature-settings.ts";
import { ibsiSettings } from "./ibsi/ibsi-presets.ts";
import { preset } from "./presets.ts";
import { ellipsoid, volumeOf } from "./test/masks.ts";

const image = volumeOf([20, 18, 12], ([i, j, k]) => ((i * i + 7 * j * k) % 40) * 10 - 100, [0.8, 0.8, 1.5]);
const mask = volumeOf([20, 18, 12], ellipsoid([9, 9, 6], [6, 5, 3]), [0.8, 0.8, 1.5]);

test.each(["pyradiomics", "ibsi", "ibsi-D"])("%s: values stand in the order of the columns", (name) => {
  const settings = checkFeatureSettings(JSON.parse(JSON.stringify(featurePreset(name))));
  const { features, diagnostics } = extractFeatures(image, mask, settings);
  expect(features.map((f) => `${f.image}_${f.family}_${f.feature}`)).toEqual(featureColumns(settings));
  expect(features.map(({ value: _value, note: _note, ...column }) => column)).toEqual(describeColumns(settings));
  expect(diagnostics.settings).toEqual(settings);
  expect(isIbsi(settings)).toBe(name !== "pyradiomics");
});

test.each(featurePresetNames)("%s: no two columns have one name, nor one that CSV must quote", (name) => {
  const columns = featureColumns(featurePreset(name));
  expect(new Set(columns).size).toBe(columns.length);
  expect(columns.filter((column) => !/^[A-Za-z0-9_-]+$/.test(column))).toEqual([]);
});

test("the same word means different things in the two worlds", () => {
  const statistics = ibsiSettings("ibsi-digital", { families: ["Intensity-based statistics"] });
  const value = (settings: FeatureSettings, column: string) =>
    extractFeatures(image, mask, settings).features[featureColumns(settings).indexOf(column)].value;
  const excess = value(statistics, "original_stat_kurt");
  const plain = preset("pyradiomics", { families: ["firstorder"] });
  expect(value(plain, "original_firstorder_Kurtosis")).toBeCloseTo(excess + 3, 9);
});

test("voxels are counted after each step", () => {
  const counts = (preset: string) =>
    voxelCounts(extractFeatures(image, mask, { ...featurePreset(preset) }).diagnostics.stages);
  const inside = mask.data.reduce((sum, x) => sum + x, 0);
  expect(counts("pyradiomics")).toEqual({ input: inside });
  const { initial, interpolated, resegmented } = counts("ibsi");
  expect(initial).toBe(inside);
  expect(resegmented).toBeLessThanOrEqual(interpolated);
});

test("an unknown preset is an error that lists the known ones of both worlds", () => {
  expect(() => featurePreset("ibsy")).toThrow(/no radiomics preset "ibsy"\. Known are: pyradiomics, .*ibsi-E\./);
});
