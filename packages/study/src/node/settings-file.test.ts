import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { featurePreset, featurePresetNames } from "@hilum/radiomics";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../../../test/temporary-folder.ts";
import { formatSettings, readFeatureSettings } from "./settings-file.ts";

const folder = temporaryFolder();
const fileOf = (text: string): string => {
  const path = join(folder, "settings.yaml");
  writeFileSync(path, text);
  return path;
};

test.each(featurePresetNames)("%s is printed, and read back whole", async (name) => {
  const settings = featurePreset(name);
  const text = formatSettings(settings);
  expect(await readFeatureSettings({ settings: fileOf(text) })).toEqual({ settings, warnings: [] });
  const changed = text.replace(/^interpolation: .*$/m, "interpolation: nearest");
  expect((await readFeatureSettings({ settings: fileOf(changed) })).settings).toEqual({
    ...settings,
    interpolation: "nearest",
  });
});

test("a parameter file of PyRadiomics is known by its sections; it may name the label", async () => {
  const text =
    "setting:\n  binWidth: 10\n  label: 3\n  geometryTolerance: 1e-4\nimageType:\n  Original: {}\nvoxelSetting:\n";
  const { settings, label, warnings } = await readFeatureSettings({ settings: fileOf(text) });
  expect(settings).toMatchObject({ preset: "pyradiomics", binWidth: 10, preCrop: false });
  expect(label).toBe(3);
  expect(warnings.join()).toMatch(/settings\.yaml: without effect .*: geometryTolerance, voxelSetting\./);
  expect(await readFeatureSettings({ settings: fileOf(formatSettings(settings)) })).toEqual({ settings, warnings: [] });
});

test.each([
  [
    "setting: { distances: [1, 2] }\nimageType: { Log: {} }\n",
    /settings\.yaml: These PyRadiomics parameters are not supported: distances \[1,2\] \(only \[1\]\); imageType\.Log \(did you mean LoG\?\)/,
  ],
  ["preset: ibsi\nbinwidth: 25\n", /settings\.yaml: binwidth: unknown field\. Did you mean "binWidth"\?/],
  ["preset: ibsi\nmaskThreshold: 2\n", /settings\.yaml: .*maskThreshold must be a share above 0, at most 1; found 2/],
  ["- binWidth\n", /settings\.yaml: expected fields/],
  ["binWidth: [", /settings\.yaml: not readable YAML/],
])("%j is refused with the file and what is wrong", async (text, message) => {
  await expect(readFeatureSettings({ settings: fileOf(text) })).rejects.toThrow(message);
});

test("a preset beside a parameter file that says everything is refused", async () => {
  const settings = fileOf("setting: {}\n");
  await expect(readFeatureSettings({ preset: "ibsi", settings })).rejects.toThrow(/leave out --preset ibsi/);
  await expect(readFeatureSettings({ settings: join(folder, "none.yaml") })).rejects.toThrow(
    /none\.yaml: not readable/,
  );
});
