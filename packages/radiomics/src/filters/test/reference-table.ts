import { expect } from "vitest";
import { extract } from "../../extract.ts";
import { preset } from "../../presets.ts";
import type { RadiomicsSettings } from "../../settings.ts";
import { pairs } from "../../test/images.ts";
import { readCsv, referenceFolder } from "../../test/reference.ts";

const all = ["original", "wavelet", "log", "square", "squareroot", "logarithm", "exponential", "gradient"];
const waveletOnly = ["original", "wavelet"];

/** Reference file, its image, and its settings where they are not the preset's; shape and first image come first. */
export const tables: readonly [file: string, image: string, changes: Partial<RadiomicsSettings>, rows: number][] = [
  ["brain1_native_all", "brain1", { imageTypes: all }, 1781],
  ["brain1_2mm_all", "brain1", { imageTypes: all, spacing: [2, 2, 2] }, 1781],
  ["brain1_native_bincount32", "brain1", { imageTypes: waveletOnly, binCount: 32 }, 851],
  ["brain1_native_force2D", "brain1", { imageTypes: waveletOnly, force2D: "ij" }, 479],
  ["brain2_native_all", "brain2", { imageTypes: all }, 1781],
  ["breast1_native_all", "breast1", { imageTypes: all }, 1781],
  ["prostate_phantom_native_all", "prostate_phantom", { imageTypes: all }, 1781],
];

/** The large ones. */
export const slowTables: typeof tables = [
  ["ct_phantom_native_wavelet", "ct_phantom", { imageTypes: waveletOnly }, 851],
  ["ct_phantom_1mm_all", "ct_phantom", { imageTypes: all, spacing: [1, 1, 1] }, 1781],
];

/** The reference's own accuracy: PyRadiomics recomputed against its baselines (README of the reference folder). */
const tolerance = 1e-6;

/**
 * Expects every value of a reference table, in its order: no voxel on the edge of a bin falls on the other side.
 *
 * Laplacian of Gaussian images are held to the same tolerance as all others.
 */
export function expectTable([file, image, changes, rows]: (typeof tables)[number]): void {
  const table = readCsv(`${referenceFolder}/pyradiomics/${file}.csv`).filter(
    (row) => row["image_type"] !== "diagnostics",
  );
  expect(table).toHaveLength(rows);
  const { features } = extract(...pairs[image](), preset("pyradiomics", changes));
  expect(features.map((found) => `${found.image} ${found.family} ${found.feature}`)).toEqual(
    table.map((row) => `${row["image_type"]} ${row["class"]} ${row["feature"]}`),
  );
  const wrong = table.flatMap((row, n) => {
    const [expected, found] = [Number(row["value"]), features[n].value];
    if (Math.abs(found - expected) <= tolerance * Math.abs(expected)) return [];
    return [`${row["image_type"]} ${row["class"]} ${row["feature"]}: ${found} for ${expected}`];
  });
  expect(wrong).toEqual([]);
}
