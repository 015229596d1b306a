import type { Vec3 } from "@hilum/volume";
import { expect, test } from "vitest";
import { extract } from "../extract.ts";
import { featureColumns } from "../extract-features.ts";
import { preset } from "../presets.ts";
import { volumeOf } from "../test/masks.ts";
import { furtherVois } from "./further-vois.ts";

const size: Vec3 = [24, 22, 20];
const ball = (radius: number) => (index: Vec3) =>
  Math.hypot(index[0] - 12, index[1] - 11, index[2] - 10) <= radius ? 1 : 0;
/** Noise that is no grid's own. */
const noise = ([i, j, k]: Vec3) => 60 * Math.sin(12.9 * i + 78.2 * j + 37.7 * k);
const image = volumeOf(size, (index) =>
  Math.round((ball(4)(index) ? (index[0] < 12 ? -600 : 20) : -850) + noise(index)),
);
const mask = volumeOf(size, ball(4));
const settings = preset("pyradiomics", {
  measures: { solidThreshold: -160 },
  shells: [
    { from: 0, to: 2 },
    { from: 2, to: 4.5 },
  ],
  habitats: { count: 2, on: ["intensity", "entropy"], seed: 5 },
});

test("columns stand in the order of the features, after those of the lesion, which stay as they were", () => {
  const { features, diagnostics } = extract(image, mask, settings);
  const columns = featureColumns(settings);
  expect(features.map((f) => `${f.image}_${f.family}_${f.feature}`)).toEqual(columns);
  expect(new Set(columns).size).toBe(columns.length);
  expect(columns).toHaveLength(107 + 11 + 2 * (2 + 93) + 2 * (2 + 93));
  const plain = extract(image, mask, preset("pyradiomics")).features;
  expect(features.slice(0, 107)).toEqual(plain);
  expect(columns.slice(118, 121)).toEqual([
    "shell-0-2mm_shell_Volume",
    "shell-0-2mm_shell_LungShare",
    "shell-0-2mm_original_firstorder_10Percentile",
  ]);
  expect(columns).toContain("shell-2-4.5mm_original_glcm_Idmn");
  expect(columns).toContain("habitat-2_habitat_VolumeShare");
  expect(diagnostics.vois.map(({ name }) => name)).toEqual(["shell-0-2mm", "shell-2-4.5mm", "habitat-1", "habitat-2"]);
  expect(features.filter(({ value }) => !Number.isFinite(value))).toEqual([]);
});

test("the features of a shell or habitat are those of its mask, on every image and after resampling", () => {
  const resampled = {
    ...settings,
    spacing: [1.3, 1.3, 1.3] as const,
    imageTypes: ["original", "wavelet"],
    families: ["shape", "firstorder", "glszm"],
  };
  const { features } = extract(image, mask, resampled);
  const plain = { ...resampled, measures: null, shells: [], habitats: null, families: ["firstorder", "glszm"] };
  for (const voi of furtherVois(image, mask, 1, resampled)) {
    if (!voi.mask) throw new Error(voi.because);
    const alone = extract(image, voi.mask, plain).features;
    const prefix = `${voi.name}_`;
    const found = features.filter((feature) => feature.image.startsWith(prefix));
    expect(found.map((feature) => ({ ...feature, image: feature.image.slice(prefix.length) }))).toEqual(alone);
  }
});

test("without lung or without different voxels there are NaN and the reason, and the rest goes on", () => {
  const soft = volumeOf(size, () => 40);
  const { features, diagnostics } = extract(soft, mask, settings);
  expect(features.map((f) => `${f.image}_${f.family}_${f.feature}`)).toEqual(featureColumns(settings));
  const shell = features.filter((f) => f.image === "shell-0-2mm_original");
  expect(shell).toHaveLength(93);
  for (const { value, note } of shell) {
    expect(value).toBeNaN();
    expect(note).toBe("no lung lies from 0 to 2 mm around the lesion");
  }
  expect(features.filter((f) => f.image === "shell-0-2mm").map(({ value }) => value)).toEqual([0, 0]);
  const habitat = features.filter((f) => f.image.startsWith("habitat-2"));
  expect(habitat).toHaveLength(95);
  for (const { note } of habitat) expect(note).toBe("the lesion has fewer than 2 different voxels");
  expect(features.find((f) => f.feature === "SolidMeanIntensity")?.value).toBe(40);
  expect(diagnostics.warnings).toContain("shell-0-2mm: no lung lies from 0 to 2 mm around the lesion");
});

test("a VOI that resampling leaves without a voxel is NaN, not a stop", () => {
  const thin = { ...settings, spacing: [4, 4, 4] as const, shells: [{ from: 0, to: 1 }], habitats: null };
  const lesion = volumeOf(size, ([i, j, k]) => (i >= 4 && i < 20 && j >= 4 && j < 19 && k >= 4 && k < 15 ? 1 : 0));
  const { features } = extract(image, lesion, thin);
  const shell = features.filter((f) => f.image === "shell-0-1mm_original");
  expect(shell).toHaveLength(93);
  for (const { value, note } of shell) {
    expect(value).toBeNaN();
    expect(note).toMatch(/No voxel of the lesion is left at 4 x 4 x 4 mm/);
  }
});
