import type { Volume } from "@hilum/volume";
import { extract } from "./extract.ts";
import type { FeatureValue, Stage } from "./extraction.ts";
import { type FeatureColumn, pyradiomicsColumns } from "./feature-columns.ts";
import { type FeatureSettings, isIbsi } from "./feature-settings.ts";
import { extractIbsi } from "./ibsi/extract-ibsi.ts";
import { ibsiColumns } from "./ibsi/ibsi-columns.ts";
import type { IbsiStage } from "./ibsi/ibsi-stages.ts";

/** The features of one lesion in the order of `featureColumns`, and how they came about. */
export interface FeatureExtraction {
  readonly features: readonly FeatureValue[];
  readonly diagnostics: {
    readonly settings: FeatureSettings;
    readonly label: number;
    readonly stages: readonly (Stage | IbsiStage)[];
    readonly warnings: readonly string[];
  };
}

/**
 * The features of one lesion, by PyRadiomics' definitions or IBSI's, as the settings are.
 *
 * @param image - intensities.
 * @param mask - labels on the grid of the image.
 * @param settings - from `featurePreset`.
 * @param options - `label`: the value of the lesion's voxels in the mask.
 * @throws RadiomicsError, VolumeError as `extract` and `extractIbsi`.
 */
export function extractFeatures(
  image: Volume,
  mask: Volume,
  settings: FeatureSettings,
  options: { readonly label?: number } = {},
): FeatureExtraction {
  if (!isIbsi(settings)) return extract(image, mask, settings, options);
  const { features, diagnostics } = extractIbsi(image, mask, settings, options);
  const columns = ibsiColumns(settings);
  return {
    features: features.map(({ value, note }, n) => ({ ...columns[n].printed, value, note })),
    diagnostics: { ...diagnostics, warnings: [] },
  };
}

/** What settings of either world ask for, without a lesion. */
export function describeColumns(settings: FeatureSettings): FeatureColumn[] {
  return isIbsi(settings) ? ibsiColumns(settings).map(({ printed }) => printed) : pyradiomicsColumns(settings);
}

/** The names of a wide table's columns, `image_family_feature`, in the order of `extractFeatures`. */
export function featureColumns(settings: FeatureSettings): string[] {
  return describeColumns(settings).map(({ image, family, feature }) => `${image}_${family}_${feature}`);
}

/** How many voxels the lesion has after each step; in IBSI's world, its intensity mask. */
export function voxelCounts(stages: readonly (Stage | IbsiStage)[]): Record<string, number> {
  return Object.fromEntries(
    stages.map((one) => [one.stage, "intensityMask" in one ? one.intensityMask.voxelCount : one.voxelCount]),
  );
}
