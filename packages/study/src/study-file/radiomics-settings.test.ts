import { featurePreset, featurePresetNames, preset } from "@hilum/radiomics";
import { expect, test } from "vitest";
import { radiomicsSettings } from "./radiomics-settings.ts";

test("changes beside the preset's name change only what they name", () => {
  const settings = radiomicsSettings(
    { preset: "pyradiomics", spacing: [1, 1, 1], interpolation: "linear" },
    "study.yaml",
  );
  expect(settings).toEqual({ ...preset("pyradiomics"), spacing: [1, 1, 1], interpolation: "linear" });
});

test("a number of bins replaces the width, and printed settings read back", () => {
  const settings = radiomicsSettings({ preset: "pyradiomics", binCount: 32 }, "study.yaml");
  expect(settings).toMatchObject({ binCount: 32, binWidth: null });
  expect(radiomicsSettings({ ...settings }, "settings.yaml")).toEqual(settings);
});

test.each(featurePresetNames)("every field of %s is kept as it is", (name) => {
  expect(radiomicsSettings({ preset: name }, "study.yaml")).toEqual(featurePreset(name));
});

test("one field of a group leaves the others as the preset has them", () => {
  const settings = radiomicsSettings({ preset: "olnm-1364", log: { sigmas: [2, 3] } }, "study.yaml");
  expect(settings).toMatchObject({ log: { sigmas: [2, 3], smallImages: "extend" } });
});

test.each([
  [{ preset: "ibsi-F" }, /"ibsi-F" is not a preset of this version. Did you mean "ibsi-[A-E]"\?/],
  [{ preset: 7 }, /"7" is not a preset/],
  [{ preset: "ibsi", resegment: null }, /resegment: unknown field\./],
  [{ preset: "ibsi", aggregations: ["4D"] }, /The IBSI setting aggregations must be .*found \["4D"\]/],
  [{ preset: "pyradiomics", aggregations: ["3D"] }, /aggregations: unknown field/],
  [{ preset: "pyradiomcs" }, /"pyradiomcs" is not a preset of this version. Did you mean "pyradiomics"\?/],
  [{ preset: "pyradiomics", binwidth: 10 }, /binwidth: unknown field. Did you mean "binWidth"\?/],
  [{ preset: "pyradiomics", binWidth: 0 }, /binWidth must be a positive number/],
  [{ preset: "pyradiomics", version: 1e6 }, /version 1000000 of the preset pyradiomics, this Hilum has version/],
])("settings without sense are refused: %j", (given, message) => {
  expect(() => radiomicsSettings(given, "study.yaml")).toThrow(message);
});

test("measures, shells and habitats stand beside the preset's name", () => {
  const given = {
    preset: "olnm-1364",
    measures: { solidThreshold: -300 },
    shells: [{ from: 0, to: 3 }],
    habitats: { count: 3, on: ["intensity", "entropy"], seed: 5 },
  };
  expect(radiomicsSettings(given, "study.yaml")).toEqual({ ...preset("olnm-1364"), ...given });
});

test.each([
  [{ measures: {} }, /measures.solidThreshold must be a finite number of HU; found nothing/],
  [{ shells: [{ from: 3, to: 3 }] }, /from a smaller to a larger distance; found from 3 to 3 mm/],
  [{ shells: [{ from: 0, to: 300 }] }, /shells\[0\].to must be a distance in mm above 0, at most 50; found 300/],
  [
    {
      shells: [
        { from: 0, to: 3 },
        { from: 0, to: 3 },
      ],
    },
    /same shell stands twice/,
  ],
  [{ habitats: { count: 1, on: ["intensity"], seed: 5 } }, /habitats.count must be a whole number from 2 to 10/],
  [{ habitats: { count: 2, on: ["texture"], seed: 5 } }, /habitats.on must be .*intensity, entropy, gradient/],
])("measures, shells and habitats without sense are refused: %j", (given, message) => {
  expect(() => radiomicsSettings({ preset: "pyradiomics", ...given }, "study.yaml")).toThrow(message);
});
