import { RadiomicsError } from "../radiomics-error.ts";
import { aggregationNames } from "./aggregations.ts";
import { checkIbsiSettings } from "./check-ibsi-settings.ts";
import { ibsiFamilies } from "./ibsi-families.ts";
import type { Binning, IbsiSettings } from "./ibsi-settings.ts";

const noBins: Binning = { binWidth: null, binCount: null };
const inSlices = ["2D_avg", "2D_smrg", "2.5D_dmrg", "2.5D_vmrg", "2D", "2.5D"] as const;
const inSpace = ["3D_avg", "3D_mrg", "3D"] as const;

/** Everything on the image's own grid, intensities being grey levels: IBSI's digital phantom. */
const digital: IbsiSettings = {
  preset: "ibsi-digital",
  version: 1,
  spacing: null,
  interpolation: "linear",
  rounding: true,
  maskThreshold: 0.5,
  range: null,
  outlierSigmas: null,
  filter: null,
  ...noBins,
  volumeHistogram: noBins,
  coarseness: 0,
  aggregations: aggregationNames,
  families: [...ibsiFamilies.keys()],
};

const presets = {
  /** CT at 1 mm, bins of 25 HU from −1000, every aggregation. */
  ibsi: {
    ...digital,
    preset: "ibsi",
    spacing: [1, 1, 1],
    range: [-1000, 400],
    binWidth: 25,
  },
  "ibsi-digital": digital,
  "ibsi-A": {
    ...digital,
    preset: "ibsi-A",
    range: [-500, 400],
    binWidth: 25,
    aggregations: inSlices,
  },
  "ibsi-B": {
    ...digital,
    preset: "ibsi-B",
    spacing: [2, 2, 0],
    range: [-500, 400],
    binCount: 32,
    aggregations: inSlices,
  },
  "ibsi-C": {
    ...digital,
    preset: "ibsi-C",
    spacing: [2, 2, 2],
    range: [-1000, 400],
    binWidth: 25,
    volumeHistogram: { binWidth: 2.5, binCount: null },
    aggregations: inSpace,
  },
  "ibsi-D": {
    ...digital,
    preset: "ibsi-D",
    spacing: [2, 2, 2],
    outlierSigmas: 3,
    binCount: 32,
    aggregations: inSpace,
  },
  "ibsi-E": {
    ...digital,
    preset: "ibsi-E",
    spacing: [2, 2, 2],
    interpolation: "bspline",
    range: [-1000, 400],
    outlierSigmas: 3,
    binCount: 32,
    volumeHistogram: { binWidth: null, binCount: 1000 },
    aggregations: inSpace,
  },
} as const satisfies Record<string, IbsiSettings>;

export type IbsiPresetName = keyof typeof presets;

/** The names that `ibsiSettings` knows: one for use, and those that IBSI published reference values for. */
export const ibsiPresetNames: readonly IbsiPresetName[] = Object.keys(presets).filter(isIbsiPresetName);

/**
 * The settings of an IBSI preset, with changes.
 *
 * A change of `binCount` alone switches from a fixed width to a fixed number of grey levels, and the other way round.
 *
 * @throws RadiomicsError `unknown-preset`, or `bad-settings` if a change cannot be used.
 */
export function ibsiSettings(name: IbsiPresetName, changes: Partial<IbsiSettings> = {}): IbsiSettings {
  if (!isIbsiPresetName(name)) {
    throw new RadiomicsError(
      "unknown-preset",
      `There is no IBSI preset "${String(name)}". Known are: ${ibsiPresetNames.join(", ")}.`,
    );
  }
  const other = { ...(changes.binCount && { binWidth: null }), ...(changes.binWidth && { binCount: null }) };
  return checkIbsiSettings({ ...presets[name], ...other, ...changes });
}

function isIbsiPresetName(name: string): name is IbsiPresetName {
  return Object.hasOwn(presets, name);
}
