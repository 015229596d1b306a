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
export function ngtdm(block: TextureBlock): Ngtdm {
  const { ranks, voxels, levels } = block;
  const [counts, differences] = [new Float64Array(levels.length), new Float64Array(levels.length)];
  const around = neighbourhoodSums(block);
  for (let v = 0; v < voxels.length; v++) {
    const place = voxels[v];
    const rank = ranks[place];
    const level = levels[rank - 1];
    const neighbours = (around[place] >> countBit) - 1;
    counts[rank - 1]++;
    if (neighbours === 0) continue;
    const sum = (around[place] & (2 ** countBit - 1)) - level;
    differences[rank - 1] += Math.abs(level - sum / neighbours);
  }
  const shares = counts.map((count) => count / voxels.length);
  return { levels, shares, differences, voxelCount: voxels.length };
}

/** Grey levels end at 100,000, so that 27 of them stay below this bit; above it stands how many there are. */
const countBit = 24;

/** Sum of the grey levels of each voxel and its neighbours, and their number: added up along one axis after the other. */
function neighbourhoodSums({ ranks, levels, size, directions }: TextureBlock): Int32Array {
  const one = 2 ** countBit;
  const valueOfRank = Int32Array.of(0, ...levels.map((level) => level + one));
  let sums = new Int32Array(ranks.length);
  for (let at = 0; at < ranks.length; at++) sums[at] = valueOfRank[ranks[at]];
  for (const axis of [0, 1, 2]) {
    if (directions.every((step) => step[axis] === 0)) continue;
    const step = [1, size[0], size[0] * size[1]][axis];
    const wider = new Int32Array(sums.length);
    // The margin needs no sums of its own.
    for (let at = step; at < sums.length - step; at++) wider[at] = sums[at - step] + sums[at] + sums[at + step];
    sums = wider;
  }
  return sums;
}
