import type { TextureBlock } from "./texture-block.ts";

/** How far the voxels of each grey level stand out from their neighbours. */
export interface Ngtdm {
  /** Grey levels that occur in the lesion. */
  readonly levels: Float64Array;
  /** Share of each in the lesion's voxels. */
  readonly shares: Float64Array;
  /** Sum over its voxels of |grey level − mean grey level of the neighbours inside the lesion|. */
  readonly differences: Float64Array;
  readonly voxelCount: number;
}

/**
 * Neighbourhood grey tone difference matrix of the 26 neighbours.
 *
 * A voxel without neighbours counts as one that does not differ; IBSI leaves it out.
 *
 * @see Amadasun & King, IEEE Transactions on Systems, Man and Cybernetics 19 (1989) 1264-1274.
 */
export function ngtdm({ ranks, voxels, levels, offsets }: TextureBlock): Ngtdm {
  const [counts, differences] = [new Float64Array(levels.length), new Float64Array(levels.length)];
  const levelOfRank = Float64Array.of(0, ...levels);
  for (let v = 0; v < voxels.length; v++) {
    const place = voxels[v];
    const rank = ranks[place];
    let [neighbours, sum] = [0, 0];
    for (let d = 0; d < offsets.length; d++) {
      const [before, after] = [ranks[place - offsets[d]], ranks[place + offsets[d]]];
      sum += levelOfRank[before] + levelOfRank[after];
      if (before > 0) neighbours++;
      if (after > 0) neighbours++;
    }
    counts[rank - 1]++;
    if (neighbours > 0) differences[rank - 1] += Math.abs(levelOfRank[rank] - sum / neighbours);
  }
  const shares = counts.map((count) => count / voxels.length);
  return { levels, shares, differences, voxelCount: voxels.length };
}
