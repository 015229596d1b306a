import type { LevelBlock } from "./level-block.ts";

/** The voxels that one texture matrix counts, and where it looks for their neighbours. */
export interface TexturePart {
  readonly block: LevelBlock;
  /** Places in the block. */
  readonly voxels: Int32Array;
  /** Steps to one of each pair of opposite neighbours, from a place in the block. */
  readonly offsets: readonly number[];
  /** Whether these lie within the slices. */
  readonly neighbours: "slice" | "space";
}

interface Way {
  /** IBSI's identifier. */
  readonly ibsi: string;
  /** How names end in IBSI's submission tables. */
  readonly tag: string;
  /** Whether neighbours lie in the voxel's own slice (8 of them) or around it (26). */
  readonly neighbours: TexturePart["neighbours"];
  /** One matrix for each slice, and for each direction? Matrices are merged where not, and the features of several averaged. */
  readonly perSlice: boolean;
  readonly perDirection: boolean;
}

const way = (
  ibsi: string,
  tag: string,
  neighbours: Way["neighbours"],
  perSlice: boolean,
  perDirection: boolean,
): Way => ({
  ibsi,
  tag,
  neighbours,
  perSlice,
  perDirection,
});

/** How matrices of slices (of constant k) and directions become one value. */
const ways = {
  "2D_avg": way("BTW3", "2D_avg", "slice", true, true),
  "2D_smrg": way("SUJT", "2D_comb", "slice", true, false),
  "2.5D_dmrg": way("JJUI", "2_5D_avg", "slice", false, true),
  "2.5D_vmrg": way("ZW7Z", "2_5D_comb", "slice", false, false),
  "3D_avg": way("ITBB", "3D_avg", "space", false, true),
  "3D_mrg": way("IAZD", "3D_comb", "space", false, false),
  "2D": way("8QNN", "2D", "slice", true, false),
  "2.5D": way("62GR", "2_5D", "slice", false, false),
  "3D": way("KOBO", "3D", "space", false, false),
} satisfies Record<string, Way>;

export type Aggregation = keyof typeof ways;

/** Of matrices that have a direction. */
export const directionalAggregations = ["2D_avg", "2D_smrg", "2.5D_dmrg", "2.5D_vmrg", "3D_avg", "3D_mrg"] as const;
/** Of matrices that have none. */
export const plainAggregations = ["2D", "2.5D", "3D"] as const;
export const aggregationNames: readonly Aggregation[] = [...directionalAggregations, ...plainAggregations];

/** IBSI's identifier of an aggregation, and how names of features end that were aggregated so. */
export function aggregationLabel(aggregation: Aggregation): { readonly ibsi: string; readonly tag: string } {
  return ways[aggregation];
}

/**
 * The parts of a lesion that get a matrix each.
 *
 * Steps within a slice never leave it, so that looking along them from all voxels at once merges the slices.
 */
export function texturePartsOf(block: LevelBlock, aggregation: Aggregation): TexturePart[] {
  const { neighbours, perSlice, perDirection } = ways[aggregation];
  const offsets = neighbours === "slice" ? block.inSlice : block.inSpace;
  const groups = perSlice ? block.slices : [block.voxels];
  return groups.flatMap((voxels) =>
    perDirection
      ? offsets.map((offset) => ({ block, voxels, offsets: [offset], neighbours }))
      : [{ block, voxels, offsets, neighbours }],
  );
}
