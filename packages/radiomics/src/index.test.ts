import { expect, test } from "vitest";
import * as radiomics from "./index.ts";

test("the public names are these", () => {
  expect(Object.keys(radiomics).sort()).toEqual([
    "RadiomicsError",
    "checkIbsiSettings",
    "checkSettings",
    "extract",
    "extractIbsi",
    "families",
    "featureColumns",
    "fromPyradiomicsParameters",
    "ibsiColumns",
    "ibsiFamilies",
    "ibsiPresetNames",
    "ibsiSettings",
    "imageTypes",
    "preset",
    "presetNames",
  ]);
});
