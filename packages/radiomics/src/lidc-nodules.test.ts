import { describe, expect, test } from "vitest";
import { extract } from "./extract.ts";
import { featureColumns } from "./extract-features.ts";
import { preset } from "./presets.ts";
import { nodule } from "./test/images.ts";
import { dataFolder, hasData, readCsv, titled } from "./test/reference.ts";

/**
 * At 1 mm a voxel centre of these falls exactly between two mask voxels, and rounding of the last digit decides which one it
 * takes: one voxel more or fewer than in the reference.
 */
const onTheFence = ["LIDC-IDRI-0594_R_1", "LIDC-IDRI-0941_R_1"];

describe.skipIf(!hasData)(titled("542 real lung nodules"), () => {
  const table = hasData ? readCsv(`${dataFolder}/lidc_nodules/pyradiomics_original_1mm_bw25.csv`) : [];

  test("on their own grid each of them gives every feature a value, or a reason", () => {
    expect(table).toHaveLength(542);
    const settings = preset("pyradiomics");
    const everyThird = table.filter((_, n) => n % 3 === 0);
    for (const { id } of everyThird) {
      const { features } = extract(...nodule(id), settings);
      expect(features.map((f) => `${f.image}_${f.family}_${f.feature}`)).toEqual(featureColumns(settings));
      for (const { feature, value, note } of features)
        expect(Number.isFinite(value), `${id} ${feature}: ${value} ${note}`).toBe(note === "");
    }
  });

  test("at 1 mm they have PyRadiomics' values, but for two with a voxel on the fence", () => {
    const settings = preset("pyradiomics", { spacing: [1, 1, 1], interpolation: "linear" });
    const different = table.filter((row) => {
      const { features } = extract(...nodule(row["id"]), settings);
      expect(features).toHaveLength(107);
      return features.some(({ family, feature, value }) => {
        const expected = Number(row[`${family}_${feature}`]);
        return !(Math.abs(value - expected) <= tolerance(family, expected));
      });
    });
    expect(different.map(({ id }) => id)).toEqual(onTheFence);
  });
});

/**
 * The table has seven digits. It went through another resampler, whose last bit may move a voxel by one HU, which
 * first-order features of a small nodule feel and grey levels of 25 HU do not.
 */
function tolerance(family: string, expected: number): number {
  return family === "firstorder" ? 1e-3 * Math.max(1, Math.abs(expected)) : 1e-6 * Math.abs(expected);
}
