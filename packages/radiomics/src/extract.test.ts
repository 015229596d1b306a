import { VolumeError, type Volume } from "@hilum/volume";
import { describe, expect, test } from "vitest";
import { extract } from "./extract.ts";
import { featureColumns } from "./extract-features.ts";
import { preset } from "./presets.ts";
import { RadiomicsError } from "./radiomics-error.ts";
import type { RadiomicsSettings } from "./settings.ts";
import { byName, ellipsoid, volumeOf } from "./test/masks.ts";

const lung = ([i, j, k]: readonly number[]) => Math.round(200 * Math.sin(i + 2 * j) - 40 * k);
const image = volumeOf([20, 18, 12], lung, [0.8, 0.8, 2]);
const mask = volumeOf([20, 18, 12], ellipsoid([9, 8, 6], [5, 4, 3]), [0.8, 0.8, 2]);
const plain = preset("pyradiomics");
const steps: [string, Partial<RadiomicsSettings>][] = [
  ["own grid", {}],
  ["1 mm, linear", { spacing: [1, 1, 1], interpolation: "linear" }],
  ["1 mm, B-spline", { spacing: [1, 1, 1] }],
  ["only in plane", { spacing: [1, 1, 0] }],
  ["normalised", { normalise: { scale: 100, removeOutliers: 3 } }],
  ["re-segmented", { resegment: { range: [-3, 3], mode: "sigma" } }],
  ["64 grey levels", { binCount: 64 }],
];

describe.each(steps)("with settings: %s", (_, changes) => {
  const settings = preset("pyradiomics", changes);

  test("the features stand in the order of the columns", () => {
    const { features } = extract(image, mask, settings);
    expect(features.map((f) => `${f.image}_${f.family}_${f.feature}`)).toEqual(featureColumns(settings));
    expect(features.every(({ value }) => Number.isFinite(value))).toBe(true);
  });

  test("one voxel never fails: what it cannot have is NaN with a reason", () => {
    const voxel = volumeOf([20, 18, 12], ([i, j, k]) => Number(i === 9 && j === 8 && k === 6), [0.8, 0.8, 2]);
    const { features, diagnostics } = extract(image, voxel, settings);
    const missing = features.filter(({ value }) => Number.isNaN(value));
    const single = ["Elongation", "Flatness", "Kurtosis", "Skewness"];
    const inPairs = features.filter(({ family }) => family === "glcm" || family === "glrlm");
    expect(missing.map(({ feature }) => feature)).toEqual([...single, ...inPairs.map(({ feature }) => feature)]);
    expect(missing.every(({ note }) => note !== "")).toBe(true);
    expect(diagnostics.warnings.join()).toMatch(/single voxel/);
  });

  test("a flat lesion never fails", () => {
    const flat = volumeOf([20, 18, 12], () => -300, [0.8, 0.8, 2]);
    const values = byName(extract(flat, mask, settings).features);
    expect(values).toMatchObject({ firstorder_Skewness: Number.NaN, firstorder_Range: expect.closeTo(0, 9) });
  });

  test("where the patient lies and what surrounds the image change nothing", () => {
    const moved = <T extends Volume>(volume: T): T => ({
      ...volume,
      grid: { ...volume.grid, origin: [-120, 40, 300], direction: [0, -1, 0, 1, 0, 0, 0, 0, 1] },
    });
    const before = extract(image, mask, settings).features;
    const after = extract(moved(image), moved(mask), settings).features;
    after.forEach(({ value }, n) => expect(value).toBeCloseTo(before[n].value, 6));
  });
});

describe("the lesion", () => {
  test("is the label that is asked for", () => {
    const labels = volumeOf([20, 18, 12], ([i, j, k]) => (k === 6 && j === 3 ? 7 : Number(i === 0)), [0.8, 0.8, 2]);
    const { diagnostics } = extract(image, labels, plain, { label: 7 });
    expect(diagnostics.stages[0]).toMatchObject({
      voxelCount: 20,
      boundingBox: { lower: [0, 3, 6], size: [20, 1, 1] },
    });
    expect(() => extract(image, labels, plain, { label: 2 })).toThrow(/label 2; its labels are 1, 7/);
  });

  test("loses voxels outside the range, its shape does not", () => {
    const settings = preset("pyradiomics", { resegment: { range: [-200, 0], mode: "absolute" } });
    const [all, some] = [byName(extract(image, mask, plain).features), byName(extract(image, mask, settings).features)];
    expect(some["firstorder_Maximum"]).toBeLessThanOrEqual(0);
    expect(some["firstorder_Minimum"]).toBeGreaterThanOrEqual(-200);
    expect(some["shape_VoxelVolume"]).toBe(all["shape_VoxelVolume"]);
  });

  test("that a range empties is an error with the numbers", () => {
    const settings = preset("pyradiomics", { resegment: { range: [5000], mode: "absolute" } });
    expect(() => extract(image, mask, settings)).toThrow(RadiomicsError);
    expect(() => extract(image, mask, settings)).toThrow(/None of the lesion's \d+ voxels .* from 5000 to Infinity/);
  });

  test("that a coarse grid loses is an error with the numbers", () => {
    const speck = volumeOf([20, 18, 12], ([i, j, k]) => Number(i < 2 && j < 2 && k < 2), [0.8, 0.8, 2]);
    const settings = preset("pyradiomics", { spacing: [8, 8, 8] });
    expect(() => extract(image, speck, settings)).toThrow(/No voxel of the lesion is left at 8 x 8 x 8 mm/);
  });

  test("must lie on the grid of the image", () => {
    const elsewhere = { ...mask, grid: { ...mask.grid, spacing: [0.8, 0.8, 2.5] as const } };
    expect(() => extract(image, elsewhere, plain)).toThrow(VolumeError);
  });
});

test("integer images stay integers when resampled, and are cut towards zero", () => {
  const settings = preset("pyradiomics", { spacing: [1, 1, 1], interpolation: "linear", families: ["firstorder"] });
  const stored = { grid: image.grid, data: Int16Array.from(image.data) };
  const [whole, exact] = [extract(stored, mask, settings), extract(image, mask, settings)].map((e) =>
    byName(e.features),
  );
  for (const name of ["Minimum", "Maximum"]) {
    expect(whole[`firstorder_${name}`]).toBe(Math.trunc(exact[`firstorder_${name}`]));
    expect(Number.isInteger(exact[`firstorder_${name}`])).toBe(false);
  }
});

test.each(["linear", "bspline"] as const)(
  "an image that has the wanted spacing already is cut, not %s",
  (interpolation) => {
    const stored = { grid: { ...image.grid, spacing: [1, 1, 1] as const }, data: Int16Array.from(image.data) };
    const drawn = { grid: stored.grid, data: mask.data };
    const found = extract(stored, drawn, preset("pyradiomics", { spacing: [1, 1, 1], interpolation })).features;
    expect(found).toEqual(extract(stored, drawn, plain).features);
  },
);
