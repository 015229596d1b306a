import { family, type FeatureTable } from "./feature-table.ts";
import { gldm } from "./gldm.ts";
import {
  emphasis,
  levelNonUniformity,
  levelVariance,
  normalisedSizeNonUniformity,
  sizeEntropy,
  type SizeMatrix,
  sizeNonUniformity,
  sizeVariance,
} from "./size-matrix.ts";
import { textureBlock } from "./texture-block.ts";

/** Features of the dependence matrix. */
const gldmTable = {
  dependenceCountEntropy: { pyradiomics: "DependenceEntropy", ibsi: "FCBV", unit: "bit", of: sizeEntropy },
  dependenceCountNonUniformity: {
    pyradiomics: "DependenceNonUniformity",
    ibsi: "Z87G",
    unit: "1",
    of: sizeNonUniformity,
  },
  normalisedDependenceCountNonUniformity: {
    pyradiomics: "DependenceNonUniformityNormalized",
    ibsi: "OKJI",
    unit: "1",
    of: normalisedSizeNonUniformity,
  },
  dependenceCountVariance: { pyradiomics: "DependenceVariance", ibsi: "DNX2", unit: "1", of: sizeVariance },
  greyLevelNonUniformity: {
    pyradiomics: "GrayLevelNonUniformity",
    ibsi: "FP8K",
    unit: "1",
    of: levelNonUniformity,
  },
  greyLevelVariance: { pyradiomics: "GrayLevelVariance", ibsi: "1PFV", unit: "1", of: levelVariance },
  highGreyLevelCountEmphasis: {
    pyradiomics: "HighGrayLevelEmphasis",
    ibsi: "OAE7",
    unit: "1",
    of: emphasis("high", "any"),
  },
  highDependenceEmphasis: {
    pyradiomics: "LargeDependenceEmphasis",
    ibsi: "IMOQ",
    unit: "1",
    of: emphasis("any", "large"),
  },
  highDependenceHighGreyLevelEmphasis: {
    pyradiomics: "LargeDependenceHighGrayLevelEmphasis",
    ibsi: "9QMG",
    unit: "1",
    of: emphasis("high", "large"),
  },
  highDependenceLowGreyLevelEmphasis: {
    pyradiomics: "LargeDependenceLowGrayLevelEmphasis",
    ibsi: "NBZI",
    unit: "1",
    of: emphasis("low", "large"),
  },
  lowGreyLevelCountEmphasis: {
    pyradiomics: "LowGrayLevelEmphasis",
    ibsi: "TL9H",
    unit: "1",
    of: emphasis("low", "any"),
  },
  lowDependenceEmphasis: {
    pyradiomics: "SmallDependenceEmphasis",
    ibsi: "SODN",
    unit: "1",
    of: emphasis("any", "small"),
  },
  lowDependenceHighGreyLevelEmphasis: {
    pyradiomics: "SmallDependenceHighGrayLevelEmphasis",
    ibsi: "JA6D",
    unit: "1",
    of: emphasis("high", "small"),
  },
  lowDependenceLowGreyLevelEmphasis: {
    pyradiomics: "SmallDependenceLowGrayLevelEmphasis",
    ibsi: "EQ3F",
    unit: "1",
    of: emphasis("low", "small"),
  },
} satisfies FeatureTable<SizeMatrix>;

/** Grey level dependence: how many neighbours share a voxel's grey level. */
export const gldmFamily = family<SizeMatrix>({
  name: "gldm",
  sees: "image",
  formulas: "https://pyradiomics.readthedocs.io/en/latest/features.html#radiomics.gldm.RadiomicsGLDM",
  prepare: (lesion) => gldm(textureBlock(lesion)),
  table: gldmTable,
});
