import { family } from "./feature-table.ts";
import { glrlms } from "./glrlm.ts";
import { type MatrixTable, meanOverDirections } from "./mean-over-directions.ts";
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

/** Features of one run length matrix. */
const glrlmTable = {
  greyLevelNonUniformity: {
    pyradiomics: "GrayLevelNonUniformity",
    ibsi: "R5YN",
    unit: "1",
    of: levelNonUniformity,
  },
  normalisedGreyLevelNonUniformity: {
    pyradiomics: "GrayLevelNonUniformityNormalized",
    ibsi: "OVBL",
    unit: "1",
    of: normalisedLevelNonUniformity,
  },
  greyLevelVariance: { pyradiomics: "GrayLevelVariance", ibsi: "8CE5", unit: "1", of: levelVariance },
  highGreyLevelRunEmphasis: {
    pyradiomics: "HighGrayLevelRunEmphasis",
    ibsi: "G3QZ",
    unit: "1",
    of: emphasis("high", "any"),
  },
  longRunEmphasis: { pyradiomics: "LongRunEmphasis", ibsi: "W4KF", unit: "1", of: emphasis("any", "large") },
  longRunHighGreyLevelEmphasis: {
    pyradiomics: "LongRunHighGrayLevelEmphasis",
    ibsi: "3KUM",
    unit: "1",
    of: emphasis("high", "large"),
  },
  longRunLowGreyLevelEmphasis: {
    pyradiomics: "LongRunLowGrayLevelEmphasis",
    ibsi: "IVPO",
    unit: "1",
    of: emphasis("low", "large"),
  },
  lowGreyLevelRunEmphasis: {
    pyradiomics: "LowGrayLevelRunEmphasis",
    ibsi: "V3SW",
    unit: "1",
    of: emphasis("low", "any"),
  },
  runEntropy: { pyradiomics: "RunEntropy", ibsi: "HJ9O", unit: "bit", of: sizeEntropy },
  runLengthNonUniformity: {
    pyradiomics: "RunLengthNonUniformity",
    ibsi: "W92Y",
    unit: "1",
    of: sizeNonUniformity,
  },
  normalisedRunLengthNonUniformity: {
    pyradiomics: "RunLengthNonUniformityNormalized",
    ibsi: "IC23",
    unit: "1",
    of: normalisedSizeNonUniformity,
  },
  runPercentage: { pyradiomics: "RunPercentage", ibsi: "9ZK5", unit: "1", of: perVoxel },
  runLengthVariance: { pyradiomics: "RunVariance", ibsi: "SXLW", unit: "1", of: sizeVariance },
  shortRunEmphasis: { pyradiomics: "ShortRunEmphasis", ibsi: "22OV", unit: "1", of: emphasis("any", "small") },
  shortRunHighGreyLevelEmphasis: {
    pyradiomics: "ShortRunHighGrayLevelEmphasis",
    ibsi: "GD3A",
    unit: "1",
    of: emphasis("high", "small"),
  },
  shortRunLowGreyLevelEmphasis: {
    pyradiomics: "ShortRunLowGrayLevelEmphasis",
    ibsi: "HTZT",
    unit: "1",
    of: emphasis("low", "small"),
  },
} satisfies MatrixTable<SizeMatrix>;

/** Grey level run lengths: how far one grey level reaches, in 13 directions, the mean of their features. */
export const glrlmFamily = family<readonly SizeMatrix[]>({
  name: "glrlm",
  sees: "image",
  formulas: "https://pyradiomics.readthedocs.io/en/latest/features.html#radiomics.glrlm.RadiomicsGLRLM",
  prepare: (lesion) => glrlms(textureBlock(lesion), lesion.settings.weightingNorm),
  table: meanOverDirections(glrlmTable, "no line through the voxels meets two of them"),
});
