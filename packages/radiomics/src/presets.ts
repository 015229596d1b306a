import { checkSettings } from "./check-settings.ts";
import { RadiomicsError } from "./radiomics-error.ts";
import type { RadiomicsSettings } from "./settings.ts";

/** PyRadiomics' own defaults: 107 features of the original image on its own grid, bin width 25. */
const pyradiomics = {
  preset: "pyradiomics",
  version: 2,
  binWidth: 25,
  binCount: null,
  spacing: null,
  interpolation: "bspline",
  padDistance: 5,
  preCrop: true,
  normalise: null,
  resegment: null,
  voxelArrayShift: 0,
  force2D: null,
  weightingNorm: null,
  wavelet: { name: "coif1", levels: 1, startLevel: 0 },
  log: { sigmas: [1, 2, 3, 4, 5], smallImages: "skip" },
  gradient: { per: "mm" },
  families: ["shape", "firstorder", "glcm", "gldm", "glrlm", "glszm", "ngtdm"],
  leaveOut: [],
  imageTypes: ["original"],
  measures: null,
  shells: [],
  habitats: null,
} as const satisfies RadiomicsSettings;

const presets = {
  pyradiomics,
  /** The same at 1 mm, with the sub-bands of the wavelet transform. */
  "pyradiomics-851": {
    ...pyradiomics,
    preset: "pyradiomics-851",
    version: 1,
    spacing: [1, 1, 1],
    imageTypes: ["original", "wavelet"],
  },
  /** All of PyRadiomics' images but local binary patterns, at 1 mm. */
  "pyradiomics-1781": {
    ...pyradiomics,
    preset: "pyradiomics-1781",
    version: 1,
    spacing: [1, 1, 1],
    imageTypes: ["original", "wavelet", "log", "square", "squareroot", "logarithm", "exponential", "gradient"],
  },
  /** The features of the lymph node study: 14 of shape, 90 of each of 15 images, at 1 mm; every lesion has all of them. */
  "olnm-1364": {
    ...pyradiomics,
    preset: "olnm-1364",
    version: 1,
    spacing: [1, 1, 1],
    interpolation: "linear",
    log: { ...pyradiomics.log, smallImages: "extend" },
    leaveOut: ["glcm_JointAverage", "glcm_MCC", "glcm_SumAverage"],
    imageTypes: ["original", "wavelet", "log", "gradient"],
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
      `There is no radiomics preset "${String(name)}". Known are: ${presetNames.join(", ")}.`,
    );
  }
  const other = { ...(changes.binCount && { binWidth: null }), ...(changes.binWidth && { binCount: null }) };
  return checkSettings({ ...presets[name], ...other, ...changes });
}

function isPresetName(name: string): name is PresetName {
  return Object.hasOwn(presets, name);
}
