import {
  emphasis,
  levelNonUniformity,
  levelVariance,
  normalisedLevelNonUniformity,
  normalisedSizeNonUniformity,
  sizeEntropy,
  type SizeMatrix,
  sizeNonUniformity,
  sizeVariance,
} from "../size-matrix.ts";
import type { IbsiRow } from "./ibsi-table.ts";

/** How often something of a grey level has a size, and among how many voxels. */
export interface Sized {
  readonly matrix: SizeMatrix;
  readonly voxelCount: number;
}

/** Name of a feature and its identifier. */
type Label = readonly [ibsi: string, name: string];

const row = ([ibsi, name]: Label, of: (matrix: SizeMatrix) => number, unit = "1"): IbsiRow<Sized> => ({
  ibsi,
  name,
  unit,
  of: ({ matrix }) => of(matrix),
});

/** The sixteen features that matrices of runs, zones, distances and dependences share, under the names of each. */
export function sizeTable(labels: {
  readonly emphases: readonly [Label, Label, Label, Label, Label, Label, Label, Label];
  readonly greyLevelNonUniformity: Label;
  readonly normalisedGreyLevelNonUniformity: Label;
  readonly sizeNonUniformity: Label;
  readonly normalisedSizeNonUniformity: Label;
  readonly percentage: Label;
  readonly greyLevelVariance: Label;
  readonly sizeVariance: Label;
  readonly sizeEntropy: Label;
}) {
  const [small, large, low, high, smallLow, smallHigh, largeLow, largeHigh] = labels.emphases;
  const [ibsi, name] = labels.percentage;
  return {
    smallEmphasis: row(small, emphasis("any", "small")),
    largeEmphasis: row(large, emphasis("any", "large")),
    lowGreyLevelEmphasis: row(low, emphasis("low", "any")),
    highGreyLevelEmphasis: row(high, emphasis("high", "any")),
    smallLowGreyLevelEmphasis: row(smallLow, emphasis("low", "small")),
    smallHighGreyLevelEmphasis: row(smallHigh, emphasis("high", "small")),
    largeLowGreyLevelEmphasis: row(largeLow, emphasis("low", "large")),
    largeHighGreyLevelEmphasis: row(largeHigh, emphasis("high", "large")),
    greyLevelNonUniformity: row(labels.greyLevelNonUniformity, levelNonUniformity),
    normalisedGreyLevelNonUniformity: row(labels.normalisedGreyLevelNonUniformity, normalisedLevelNonUniformity),
    sizeNonUniformity: row(labels.sizeNonUniformity, sizeNonUniformity),
    normalisedSizeNonUniformity: row(labels.normalisedSizeNonUniformity, normalisedSizeNonUniformity),
    percentage: {
      ibsi,
      name,
      unit: "1",
      of: ({ matrix, voxelCount }: Sized) => matrix.total / voxelCount,
    },
    greyLevelVariance: row(labels.greyLevelVariance, levelVariance),
    sizeVariance: row(labels.sizeVariance, sizeVariance),
    sizeEntropy: row(labels.sizeEntropy, sizeEntropy, "bit"),
  };
}
