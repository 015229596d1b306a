import { checkSettings } from "./check-settings.ts";
import { RadiomicsError } from "./radiomics-error.ts";
import type { RadiomicsSettings } from "./settings.ts";

const presets = {
  /** PyRadiomics' own defaults: 107 features of the original image on its own grid, bin width 25. */
  pyradiomics: {
    preset: "pyradiomics",
    version: 2,
    binWidth: 25,
    binCount: null,
    spacing: null,
    interpolation: "bspline",
    padDistance: 5,
    normalise: null,
    resegment: null,
    voxelArrayShift: 0,
    families: ["shape", "firstorder", "glcm", "gldm", "glrlm", "glszm", "ngtdm"],
    imageTypes: ["original"],
  },
} as const satisfies Record<string, RadiomicsSettings>;

export type PresetName = keyof typeof presets;

/** The names that `preset` knows. */
export const presetNames: readonly PresetName[] = Object.keys(presets).filter(isPresetName);

/**
 * The settings of a preset, with changes.
 *
 * A change of `binCount` alone switches from a fixed width to a fixed number of grey levels, and the other way round.
 *
 * @throws RadiomicsError `unknown-preset`, or `bad-settings` if a change cannot be used.
 */
export function preset(name: PresetName, changes: Partial<RadiomicsSettings> = {}): RadiomicsSettings {
  if (!isPresetName(name)) {
    throw new RadiomicsError(
      "unknown-preset",
      `There is no radiomics preset "${String(name)}". Known are: ${presetNames.join(", ")}; ibsi, pyradiomics-851, ` +
        "pyradiomics-1781 and olnm-1364 are planned for a later version.",
    );
  }
  const other = { ...(changes.binCount && { binWidth: null }), ...(changes.binWidth && { binCount: null }) };
  return checkSettings({ ...presets[name], ...other, ...changes });
}

function isPresetName(name: string): name is PresetName {
  return Object.hasOwn(presets, name);
}
