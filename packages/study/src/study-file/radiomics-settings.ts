import { checkSettings, preset, presetNames } from "@hilum/radiomics";
import type { PresetName, RadiomicsSettings } from "@hilum/radiomics";
import { messageOf, StudyError } from "../errors.ts";
import { suggestion } from "../nearest-name.ts";

/**
 * The settings of a preset with the changes that a user wrote beside its name, for example
 * `{ preset: pyradiomics, binWidth: 50 }`.
 *
 * @throws StudyError `radiomics` that names the field, and the nearest known name.
 */
export function radiomicsSettings(given: Readonly<Record<string, unknown>>, where: string): RadiomicsSettings {
  const { preset: name = "pyradiomics", ...changes } = given;
  if (typeof name !== "string" || !isPreset(name)) {
    throw new StudyError(
      "radiomics",
      `${where}: preset: "${String(name)}" is not a preset of this version. ${suggestion(String(name), presetNames)}`,
    );
  }
  const base = preset(name);
  const unknown = Object.keys(changes).find((field) => !Object.hasOwn(base, field));
  if (unknown !== undefined) {
    throw new StudyError("radiomics", `${where}: ${unknown}: unknown field. ${suggestion(unknown, Object.keys(base))}`);
  }
  if (changes["version"] !== undefined && changes["version"] !== base.version) {
    throw new StudyError(
      "radiomics",
      `${where}: version: these settings are of version ${JSON.stringify(changes["version"])} of the preset ${name}, this Hilum has ` +
        `version ${base.version}, whose values differ. Remove the field to use it all the same.`,
    );
  }
  try {
    // A number of bins replaces the width of the preset, and the other way round.
    const other = {
      ...(changes["binCount"] !== undefined && { binWidth: null }),
      ...(changes["binWidth"] !== undefined && { binCount: null }),
    };
    return checkSettings({ ...base, ...other, ...changes });
  } catch (error) {
    throw new StudyError("radiomics", `${where}: ${messageOf(error)}`, { cause: error });
  }
}

function isPreset(name: string): name is PresetName {
  return (presetNames as readonly string[]).includes(name);
}
