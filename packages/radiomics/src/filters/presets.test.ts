import { describe, expect, test } from "vitest";
import { extract } from "../extract.ts";
import { featureColumns } from "../extract-features.ts";
import { preset } from "../presets.ts";
import { nodule } from "../test/images.ts";
import { volumeOf } from "../test/masks.ts";
import { dataFolder, hasData, readCsv, titled } from "../test/reference.ts";

test.each([
  ["pyradiomics", 107],
  ["pyradiomics-851", 851],
  ["pyradiomics-1781", 1781],
  ["olnm-1364", 1364],
] as const)("%s has %i columns, no two alike", (name, count) => {
  const columns = featureColumns(preset(name));
  expect(columns).toHaveLength(count);
  expect(new Set(columns).size).toBe(count);
});

test("olnm-1364 has 14 features of shape and 90 of each of 15 images", () => {
  const columns = featureColumns(preset("olnm-1364"));
  const perImage = new Map<string, number>();
  for (const column of columns) {
    const [image, family] = column.split("_");
    const key = family === "shape" ? family : image;
    perImage.set(key, (perImage.get(key) ?? 0) + 1);
  }
  const wavelets = ["LLH", "LHL", "LHH", "HLL", "HLH", "HHL", "HHH", "LLL"].map((band) => `wavelet-${band}`);
  const logs = [1, 2, 3, 4, 5].map((sigma) => `log-sigma-${sigma}-0-mm-3D`);
  expect([...perImage]).toEqual([
    ["shape", 14],
    ...["original", ...wavelets, ...logs, "gradient"].map((image) => [image, 90]),
  ]);
  for (const feature of ["JointAverage", "MCC", "SumAverage"])
    expect(columns.some((column) => column.endsWith(`_glcm_${feature}`))).toBe(false);
});

describe("a lesion in a thin image", () => {
  const image = volumeOf([9, 9, 2], ([i, j, k]) => 100 * Math.sin(i + 2 * j) - 30 * k, [0.7, 0.7, 1]);
  const mask = volumeOf([9, 9, 2], ([i, j]) => Number(i > 3 && i < 6 && j > 2 && j < 6), [0.7, 0.7, 1]);

  test("has every column of olnm-1364, each with a value", () => {
    const { features } = extract(image, mask, preset("olnm-1364"));
    expect(features.map((f) => `${f.image}_${f.family}_${f.feature}`)).toEqual(featureColumns(preset("olnm-1364")));
    expect(features.filter(({ value }) => !Number.isFinite(value))).toEqual([]);
  });

  test("has every column of pyradiomics-1781, those that PyRadiomics leaves out as NaN with the reason", () => {
    const { features, diagnostics } = extract(image, mask, preset("pyradiomics-1781"));
    expect(features).toHaveLength(1781);
    const missing = features.filter(({ value }) => Number.isNaN(value));
    expect(new Set(missing.map((f) => f.image)).size).toBe(5);
    expect(missing).toHaveLength(5 * 93);
    expect(missing[0].note).toMatch(/7 x 7 x 2 voxels; the Laplacian of Gaussian of 1 mm needs 4 x 4 x 4/);
    expect(diagnostics.warnings.join()).toMatch(/log-sigma-5-0-mm-3D: the image/);
  });

  test("of one voxel has every column, and a reason where there is no value", () => {
    const voxel = volumeOf([9, 9, 2], ([i, j, k]) => Number(i === 4 && j === 4 && k === 1), [0.7, 0.7, 1]);
    const { features } = extract(image, voxel, preset("olnm-1364", { spacing: null }));
    expect(features).toHaveLength(1364);
    for (const { value, note } of features) expect(Number.isFinite(value)).toBe(note === "");
  });
});

describe.skipIf(!hasData)(titled("real nodules under 6 mm or with fewer than four slices"), () => {
  const table = hasData ? readCsv(`${dataFolder}/lidc_nodules/labels.csv`) : [];

  test("have all 1,364 columns, each with a value or a reason", () => {
    const settings = preset("olnm-1364");
    const columns = featureColumns(settings);
    const small = table.filter((row) => Number(row["diameter_mm"]) < 6);
    expect(small.length).toBeGreaterThan(100);
    for (const { id } of small.filter((_, n) => n % 5 === 0)) {
      const { features } = extract(...nodule(id), settings);
      expect(features.map((f) => `${f.image}_${f.family}_${f.feature}`)).toEqual(columns);
      for (const { value, note, image, feature } of features)
        expect(Number.isFinite(value), `${id} ${image} ${feature}: ${value} ${note}`).toBe(note === "");
    }
  });
});
