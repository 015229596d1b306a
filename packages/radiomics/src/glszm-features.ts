import { family, type FeatureTable } from "./feature-table.ts";
import { glszm } from "./glszm.ts";
import {
  emphasis,
  levelNonUniformity,
  levelVariance,
  normalisedLevelNonUniformity,
  normalisedSizeNonUniformity,
  perVoxel,
  sizeEntropy,
  type SizeMatrix,
  sizeNonUniformity,
  sizeVariance,
} from "./size-matrix.ts";
import { textureBlock } from "./texture-block.ts";

/** Features of the size zone matrix. */
const glszmTable = {
  greyLevelNonUniformity: {
    pyradiomics: "GrayLevelNonUniformity",
    ibsi: "JNSA",
    unit: "1",
    of: levelNonUniformity,
  },
  normalisedGreyLevelNonUniformity: {
    pyradiomics: "GrayLevelNonUniformityNormalized",
    ibsi: "Y1RO",
    unit: "1",
    of: normalisedLevelNonUniformity,
  },
  greyLevelVariance: { pyradiomics: "GrayLevelVariance", ibsi: "BYLV", unit: "1", of: levelVariance },
  highGreyLevelZoneEmphasis: {
    pyradiomics: "HighGrayLevelZoneEmphasis",
    ibsi: "5GN9",
    unit: "1",
    of: emphasis("high", "any"),
  },
  largeZoneEmphasis: { pyradiomics: "LargeAreaEmphasis", ibsi: "48P8", unit: "1", of: emphasis("any", "large") },
  largeZoneHighGreyLevelEmphasis: {
    pyradiomics: "LargeAreaHighGrayLevelEmphasis",
    ibsi: "J17V",
    unit: "1",
    of: emphasis("high", "large"),
  },
  largeZoneLowGreyLevelEmphasis: {
    pyradiomics: "LargeAreaLowGrayLevelEmphasis",
    ibsi: "YH51",
    unit: "1",
    of: emphasis("low", "large"),
  },
  lowGreyLevelZoneEmphasis: {
    pyradiomics: "LowGrayLevelZoneEmphasis",
    ibsi: "XMSY",
    unit: "1",
    of: emphasis("low", "any"),
  },
  zoneSizeNonUniformity: {
    pyradiomics: "SizeZoneNonUniformity",
    ibsi: "4JP3",
    unit: "1",
    of: sizeNonUniformity,
  },
  normalisedZoneSizeNonUniformity: {
    pyradiomics: "SizeZoneNonUniformityNormalized",
    ibsi: "VB3A",
    unit: "1",
    of: normalisedSizeNonUniformity,
  },
  smallZoneEmphasis: { pyradiomics: "SmallAreaEmphasis", ibsi: "5QRC", unit: "1", of: emphasis("any", "small") },
  smallZoneHighGreyLevelEmphasis: {
    pyradiomics: "SmallAreaHighGrayLevelEmphasis",
    ibsi: "HW1V",
    unit: "1",
    of: emphasis("high", "small"),
  },
  smallZoneLowGreyLevelEmphasis: {
    pyradiomics: "SmallAreaLowGrayLevelEmphasis",
    ibsi: "5RAI",
    unit: "1",
    of: emphasis("low", "small"),
  },
  zoneSizeEntropy: { pyradiomics: "ZoneEntropy", ibsi: "GU8N", unit: "bit", of: sizeEntropy },
  zonePercentage: { pyradiomics: "ZonePercentage", ibsi: "P30P", unit: "1", of: perVoxel },
  zoneSizeVariance: { pyradiomics: "ZoneVariance", ibsi: "3NSA", unit: "1", of: sizeVariance },
} satisfies FeatureTable<SizeMatrix>;

/** Grey level size zones: connected voxels of one grey level. */
export const glszmFamily = family<SizeMatrix>({
  name: "glszm",
  sees: "image",
  formulas: "https://pyradiomics.readthedocs.io/en/latest/features.html#radiomics.glszm.RadiomicsGLSZM",
  prepare: (lesion) => glszm(textureBlock(lesion)),
  table: glszmTable,
});
