export { extract } from "./extract.ts";
export { describeColumns, extractFeatures, featureColumns, voxelCounts } from "./extract-features.ts";
export type { FeatureExtraction } from "./extract-features.ts";
export type { FeatureColumn } from "./feature-columns.ts";
export { checkFeatureSettings, featurePreset, featurePresetNames, isIbsi } from "./feature-settings.ts";
export type { FeatureSettings } from "./feature-settings.ts";
export { preset, presetNames } from "./presets.ts";
export { fromPyradiomicsParameters, isPyradiomicsParameters } from "./pyradiomics-parameters.ts";
export { checkSettings } from "./check-settings.ts";
export { families } from "./families.ts";
export { imageTypes } from "./image-types.ts";
export { familyNotes } from "./family-notes.ts";
export type { FamilyNote } from "./family-notes.ts";
export { featureFormula } from "./feature-formulas.ts";
export { measureTable } from "./measures/measure-table.ts";
export type { MeasureRow } from "./measures/measure-table.ts";
export { RadiomicsError } from "./radiomics-error.ts";
export type { Diagnostics, Extraction, FeatureValue, Stage } from "./extraction.ts";
export type { Family, FeatureDescription } from "./feature-table.ts";
export type { ImageType, MissingImage, NamedImage } from "./image-type.ts";
export type { Lesion } from "./lesion.ts";
export type { PresetName } from "./presets.ts";
export type { PyradiomicsParameters } from "./pyradiomics-parameters.ts";
export type {
  LogSettings,
  Normalisation,
  Planes,
  RadiomicsSettings,
  Resegmentation,
  WaveletSettings,
  WeightingNorm,
} from "./settings.ts";
export type { WaveletName } from "./filters/wavelet-kernels.ts";
export type { Voi } from "./voi.ts";
export { checkIbsiSettings } from "./ibsi/check-ibsi-settings.ts";
export { extractIbsi } from "./ibsi/extract-ibsi.ts";
export type { IbsiExtraction, IbsiFeatureValue } from "./ibsi/extract-ibsi.ts";
export { ibsiColumns } from "./ibsi/ibsi-columns.ts";
export { ibsiFamilies } from "./ibsi/ibsi-families.ts";
export { ibsiPresetNames, ibsiSettings } from "./ibsi/ibsi-presets.ts";
export { checkIbsiFilter } from "./ibsi2/check-ibsi-filter.ts";
export type { IbsiFilterSettings } from "./ibsi2/filter-settings.ts";
export { ibsiFilter } from "./ibsi2/ibsi-filter.ts";
export type { IbsiPresetName } from "./ibsi/ibsi-presets.ts";
export type { IbsiSettings } from "./ibsi/ibsi-settings.ts";
export type { IbsiStage } from "./ibsi/ibsi-stages.ts";
export { featureMaps } from "./maps/feature-maps.ts";
export type { FeatureMap, FeatureMapOptions } from "./maps/feature-maps.ts";
export { featureMapNames } from "./maps/map-names.ts";
