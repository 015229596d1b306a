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
import type { IbsiRow, IbsiTable } from "./ibsi-table.ts";

/** How often something of a grey level has a size, and among how many voxels. */
export interface Sized {
  readonly matrix: SizeMatrix;
  readonly voxelCount: number;
}

/** Identifier, short name and name of a feature. */
type Label = readonly [ibsi: string, tag: string, name: string];

const row = ([ibsi, tag, name]: Label, of: (matrix: SizeMatrix) => number, unit = "1"): IbsiRow<Sized> => ({
  ibsi,
  tag,
  name,
  unit,
  of: ({ matrix }) => of(matrix),
});

/** The sixteen features that matrices of runs, zones, distances and dependences share, under the names of each; the keys are made of them. */
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
}): IbsiTable<Sized> {
  const [small, large, low, high, smallLow, smallHigh, largeLow, largeHigh] = labels.emphases;
  const [ibsi, tag, name] = labels.percentage;
  const rows: readonly IbsiRow<Sized>[] = [
    row(small, emphasis("any", "small")),
    row(large, emphasis("any", "large")),
    row(low, emphasis("low", "any")),
    row(high, emphasis("high", "any")),
    row(smallLow, emphasis("low", "small")),
    row(smallHigh, emphasis("high", "small")),
    row(largeLow, emphasis("low", "large")),
    row(largeHigh, emphasis("high", "large")),
    row(labels.greyLevelNonUniformity, levelNonUniformity),
    row(labels.normalisedGreyLevelNonUniformity, normalisedLevelNonUniformity),
    row(labels.sizeNonUniformity, sizeNonUniformity),
    row(labels.normalisedSizeNonUniformity, normalisedSizeNonUniformity),
    { ibsi, tag, name, unit: "1", of: ({ matrix, voxelCount }) => matrix.total / voxelCount },
    row(labels.greyLevelVariance, levelVariance),
    row(labels.sizeVariance, sizeVariance),
    row(labels.sizeEntropy, sizeEntropy, "bit"),
  ];
  return Object.fromEntries(rows.map((each) => [keyOf(each.name), each]));
}

/** Short runs emphasis: shortRunsEmphasis. */
function keyOf(name: string): string {
  return name.toLowerCase().replace(/[^a-z]+([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
