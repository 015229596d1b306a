import { expect, test } from "vitest";
import * as radiomics from "./index.ts";

test("the public names are these", () => {
  expect(Object.keys(radiomics).sort()).toEqual([
    "RadiomicsError",
    "checkFeatureSettings",
    "checkIbsiFilter",
    "checkIbsiSettings",
    "checkSettings",
    "describeColumns",
    "extract",
    "extractFeatures",
    "extractIbsi",
    "families",
    "familyNotes",
    "featureColumns",
    "featureFormula",
    "featureMapNames",
    "featureMaps",
    "featurePreset",
    "featurePresetNames",
    "fromPyradiomicsParameters",
    "ibsiColumns",
    "ibsiFamilies",
    "ibsiFilter",
    "ibsiPresetNames",
    "ibsiSettings",
    "imageTypes",
    "isIbsi",
    "isPyradiomicsParameters",
    "measureTable",
    "preset",
    "presetNames",
    "voxelCounts",
  ]);
});
