import { expect, test } from "vitest";
import * as radiomics from "./index.ts";

test("the public names are these", () => {
  expect(Object.keys(radiomics).sort()).toEqual([
    "RadiomicsError",
    "checkSettings",
    "extract",
    "families",
    "featureColumns",
    "fromPyradiomicsParameters",
    "imageTypes",
    "preset",
    "presetNames",
  ]);
});
