import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { extract } from "./extract.ts";
import type { FeatureValue } from "./extraction.ts";
import { preset } from "./presets.ts";
import type { RadiomicsSettings } from "./settings.ts";
import { pairs } from "./test/images.ts";
import { hasData, readCsv, referenceFolder, titled } from "./test/reference.ts";

const folder = `${referenceFolder}/pyradiomics`;
const mm = (size: number): Partial<RadiomicsSettings> => ({ spacing: [size, size, size] });

/** Reference file, its image, and its settings where they are not the preset's. */
const files: [file: string, image: string, changes: Partial<RadiomicsSettings>][] = [
  ["ct_phantom_native_original", "ct_phantom", {}],
  ["ct_phantom_1mm_linear_original", "ct_phantom", { ...mm(1), interpolation: "linear" }],
  ["ct_phantom_1mm_all", "ct_phantom", mm(1)],
  ["brain1_native_all", "brain1", {}],
  ["brain1_native_bincount32", "brain1", { binCount: 32 }],
  ["brain1_2mm_all", "brain1", mm(2)],
  ["brain2_native_all", "brain2", {}],
  ["breast1_native_all", "breast1", {}],
  ["prostate_phantom_native_all", "prostate_phantom", {}],
];

/** The reference's own accuracy: PyRadiomics recomputed against its baselines (README of the reference folder). */
const TOLERANCE = 1e-6;

describe.skipIf(!hasData)(titled("features of the original image equal PyRadiomics'"), () => {
  test.each(files)("%s", (file, image, changes) => {
    const rows = readCsv(`${folder}/${file}.csv`);
    const expected = rows.filter((row) => row["image_type"] === "original");
    expect(expected).toHaveLength(107);
    const { features, diagnostics } = extract(...pairs[image](), preset("pyradiomics", changes));
    expect(features.map(({ family, feature }) => `${family} ${feature}`)).toEqual(
      expected.map((row) => `${row["class"]} ${row["feature"]}`),
    );
    for (const row of expected) expectNear(features, row, Number(row["value"]), TOLERANCE);

    const said = Object.fromEntries(rows.map((row) => [row["feature"], row["value"]]));
    const stage = diagnostics.stages.at(-1)!;
    const step = changes.spacing ? "interpolated" : "original";
    const { lower, size } = stage.boundingBox;
    expect(said[`Mask-${step}_VoxelNum`]).toBe(String(stage.voxelCount));
    expect(said[`Mask-${step}_BoundingBox`]).toBe(`(${[...lower, ...size].join()})`);
    expect(said[`Image-${step}_Size`]).toBe(`(${stage.size.join()})`);
  });
});

/** The settings of each upstream baseline case. */
const baselines: Record<string, Partial<RadiomicsSettings>> = {
  "": { voxelArrayShift: 2000 },
  _normalization: { binWidth: 5, normalise: { scale: 100, removeOutliers: null } },
  _resampling: mm(2),
  _resegmentation: { resegment: { range: [-3, 3], mode: "sigma" } },
  _FBN: { binCount: 64 },
  _flatRegion: { binWidth: 5000, resegment: { range: [0], mode: "absolute" } },
  _2d: { force2D: "ij" },
  _combined: { weightingNorm: "no_weighting" },
};
const images = ["brain1", "brain2", "breast1"];
const cases = Object.entries(baselines).flatMap(([suffix, changes]) =>
  images.map((image) => ({ name: `${image}${suffix}`, image, changes })),
);

describe.skipIf(!hasData)(titled("features equal PyRadiomics' own baseline"), () => {
  const rows = hasData ? readCsv(`${folder}/baseline_values.csv`) : [];

  test("every baseline case is covered with the settings written beside it", () => {
    const known = Object.keys(baselines).flatMap((suffix) => images.map((i) => `${i}${suffix}`));
    expect(new Set(rows.map((row) => row["case"]))).toEqual(new Set(known));
    const written = JSON.parse(readFileSync(`${folder}/baseline_settings.json`, "utf8"));
    for (const { name, changes } of cases) {
      const { settings } = written[name];
      const { binWidth, binCount, spacing, voxelArrayShift, resegment, normalise, force2D, weightingNorm } = preset(
        "pyradiomics",
        changes,
      );
      expect(settings[0]).toMatchObject({
        resampledPixelSpacing: spacing,
        normalize: normalise !== null,
        padDistance: 5,
        force2D: force2D !== null,
        force2Ddimension: 0,
        distances: [1],
      });
      expect(settings[0].binWidth ?? (settings[0].binCount ? null : 25)).toBe(binWidth);
      expect(settings[0].binCount ?? null).toBe(binCount);
      expect(settings[0].voxelArrayShift ?? 0).toBe(voxelArrayShift);
      expect(settings[0].resegmentRange).toEqual(resegment?.range ?? null);
      expect(settings[0].normalizeScale).toBe(normalise?.scale ?? 1);
      expect(settings[0].weightingNorm ?? null).toBe(weightingNorm);
    }
  });

  test.each(cases)("$name", ({ name, image, changes }) => {
    const expected = rows.filter((row) => row["case"] === name);
    const { features } = extract(...pairs[image](), preset("pyradiomics", changes));
    for (const row of expected) {
      expectNear(features, row, Number(row["recomputed_value"]), TOLERANCE);
      expectNear(features, row, Number(row["baseline_value"]), baselineTolerance(name, row["feature"]));
    }
  });
});

/** Where the published baseline itself is stale or was rounded to single precision (README of the reference folder). */
function baselineTolerance(name: string, feature: string): number {
  if (name === "brain1" && /Mesh|Surface|Sphericity/.test(feature)) return 1e-3;
  if (name === "breast1_normalization" && feature === "Skewness") return 2e-6;
  return TOLERANCE;
}

function expectNear(
  features: readonly FeatureValue[],
  row: Record<string, string>,
  expected: number,
  tolerance: number,
): void {
  const found = features.find(({ family, feature }) => family === row["class"] && feature === row["feature"]);
  const name = `${row["class"]} ${row["feature"]}`;
  expect(found, name).toBeDefined();
  const difference = Math.abs(found!.value - expected);
  expect(difference, `${name}: ${found!.value} for ${expected}`).toBeLessThanOrEqual(tolerance * Math.abs(expected));
}
