import { checkSettings } from "./check-settings.ts";
import { checkIbsiSettings } from "./ibsi/check-ibsi-settings.ts";
import { type IbsiPresetName, ibsiPresetNames, ibsiSettings } from "./ibsi/ibsi-presets.ts";
import type { IbsiSettings } from "./ibsi/ibsi-settings.ts";
import { type PresetName, preset, presetNames } from "./presets.ts";
import { RadiomicsError } from "./radiomics-error.ts";
import type { RadiomicsSettings } from "./settings.ts";

/** Settings of one of two worlds that must never be mixed: PyRadiomics' definitions, or those of the IBSI manual. */
export type FeatureSettings = RadiomicsSettings | IbsiSettings;

/** The names of the presets of both worlds. */
export const featurePresetNames: readonly (PresetName | IbsiPresetName)[] = [...presetNames, ...ibsiPresetNames];

/** Whether settings are of IBSI's world: only there features are aggregated in several ways. */
export function isIbsi(settings: FeatureSettings): settings is IbsiSettings {
  return hasAggregations(settings);
}

/**
 * The settings of a preset of either world.
 *
 * @throws RadiomicsError `unknown-preset`.
 */
export function featurePreset(name: string): FeatureSettings {
  const known = presetNames.find((candidate) => candidate === name);
  if (known !== undefined) return preset(known);
  const ibsi = ibsiPresetNames.find((candidate) => candidate === name);
  if (ibsi !== undefined) return ibsiSettings(ibsi);
  throw new RadiomicsError(
    "unknown-preset",
    `There is no radiomics preset "${name}". Known are: ${featurePresetNames.join(", ")}.`,
  );
}

/**
 * The same object as settings of its world, after making sure that every field is there, known and usable.
 *
 * @throws RadiomicsError `bad-settings`, naming the field, what was expected and what was found.
 */
export function checkFeatureSettings(found: object): FeatureSettings {
  return hasAggregations(found) ? checkIbsiSettings(found) : checkSettings(found);
}

function hasAggregations(settings: object): boolean {
  return Object.hasOwn(settings, "aggregations");
}
