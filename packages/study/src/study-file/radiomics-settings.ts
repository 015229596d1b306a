import { checkFeatureSettings, featurePreset, featurePresetNames } from "@hilum/radiomics";
import type { FeatureSettings } from "@hilum/radiomics";
import { messageOf, StudyError } from "../errors.ts";
import { suggestion } from "../nearest-name.ts";

/**
 * The settings of a preset, of PyRadiomics' world or IBSI's, with the changes that a user wrote beside its name, for example
 * `{ preset: pyradiomics, binWidth: 50, log: { sigmas: [1, 2] } }`.
 *
 * @throws StudyError `radiomics` that names the field, and the nearest known name.
 */
export function radiomicsSettings(given: Readonly<Record<string, unknown>>, where: string): FeatureSettings {
  const { preset: name = "pyradiomics", ...changes } = given;
  if (!featurePresetNames.some((known) => known === name)) {
    const shown = typeof name === "string" ? name : JSON.stringify(name);
    throw new StudyError(
      "radiomics",
      `${where}: preset: "${shown}" is not a preset of this version. ${suggestion(shown, featurePresetNames)}`,
    );
  }
  const base = featurePreset(String(name));
  const fields = new Map<string, unknown>(Object.entries(base));
  const unknown = Object.keys(changes).find((field) => !fields.has(field));
  if (unknown !== undefined) {
    throw new StudyError(
      "radiomics",
      `${where}: ${unknown}: unknown field. ${suggestion(unknown, [...fields.keys()])}`,
    );
  }
  if (changes["version"] !== undefined && changes["version"] !== base.version) {
    throw new StudyError(
      "radiomics",
      `${where}: version: these settings are of version ${JSON.stringify(changes["version"])} of the preset ${base.preset}, ` +
        `this Hilum has version ${base.version}, whose values differ. Remove the field to use it all the same.`,
    );
  }
  // A number of bins replaces the width of the preset, and the other way round.
  const other = {
    ...(changes["binCount"] !== undefined && { binWidth: null }),
    ...(changes["binWidth"] !== undefined && { binCount: null }),
  };
  const merged = Object.entries(changes).map(([field, change]): [string, unknown] => {
    const before = fields.get(field);
    return [field, isMapping(before) && isMapping(change) ? { ...before, ...change } : change];
  });
  try {
    return checkFeatureSettings({ ...base, ...other, ...Object.fromEntries(merged) });
  } catch (error) {
    throw new StudyError("radiomics", `${where}: ${messageOf(error)}`, { cause: error });
  }
}

function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
