import { type Undefined, undefinedBecause } from "../feature-table.ts";
import { plainAggregations, type TexturePart } from "./aggregations.ts";
import { type IbsiRow, type IbsiTable, manual } from "./ibsi-table.ts";
import { textureFamily } from "./texture-family.ts";

/** How far the voxels of each grey level stand out from their neighbours; voxels without neighbours are left out. */
interface ToneDifferences {
  /** Grey levels of voxels with neighbours. */
  readonly levels: number[];
  /** Share of each in the voxels with neighbours. */
  readonly shares: number[];
  /** Sum over its voxels of |grey level − mean grey level of the neighbours|. */
  readonly differences: number[];
  readonly voxelCount: number;
}

const row = (
  ibsi: string,
  tag: string,
  name: string,
  of: IbsiRow<ToneDifferences>["of"],
): IbsiRow<ToneDifferences> => ({
  ibsi,
  tag,
  name,
  unit: "1",
  of,
});

const ngtdmTable = {
  coarseness: row("QCDE", "coarseness", "Coarseness", coarseness),
  contrast: row("65HE", "contrast", "Contrast", contrast),
  busyness: row("NQ30", "busyness", "Busyness", busyness),
  complexity: row("HDEZ", "complexity", "Complexity", complexity),
  strength: row("1X9X", "strength", "Strength", strength),
} satisfies IbsiTable<ToneDifferences>;

/** Neighbourhood grey tone differences. */
export const ngtdmIbsiFamily = textureFamily<ToneDifferences>({
  name: "NGTDM",
  tag: "ngt",
  ibsi: "IPET",
  formulas: manual("neighbourhood-grey-tone-difference-based-features"),
  aggregations: plainAggregations,
  counting: () => toneDifferences,
  empty: "no two voxels of the lesion are neighbours",
  table: ngtdmTable,
});

function toneDifferences({ block, voxels, offsets }: TexturePart): ToneDifferences | undefined {
  const { ranks, levels } = block;
  const levelOf = Float64Array.of(0, ...levels);
  const [counts, differences] = [new Float64Array(levels.length), new Float64Array(levels.length)];
  let voxelCount = 0;
  for (let v = 0; v < voxels.length; v++) {
    let [neighbours, sum] = [0, 0];
    for (let d = 0; d < offsets.length; d++) {
      const [before, after] = [ranks[voxels[v] - offsets[d]], ranks[voxels[v] + offsets[d]]];
      sum += levelOf[before] + levelOf[after];
      if (before > 0) neighbours++;
      if (after > 0) neighbours++;
    }
    if (neighbours === 0) continue;
    const rank = ranks[voxels[v]];
    counts[rank - 1]++;
    differences[rank - 1] += Math.abs(levelOf[rank] - sum / neighbours);
    voxelCount++;
  }
  if (voxelCount === 0) return undefined;
  const present = Array.from(counts.keys()).filter((n) => counts[n] > 0);
  return {
    levels: present.map((n) => levels[n]),
    shares: present.map((n) => counts[n] / voxelCount),
    differences: present.map((n) => differences[n]),
    voxelCount,
  };
}

/** A million, as the manual has it, where no voxel differs from its neighbours. */
function coarseness(m: ToneDifferences): number {
  const mean = weightedDifference(m);
  return mean === 0 ? 1e6 : 1 / mean;
}

/** 0 where there is one grey level only. */
function contrast(m: ToneDifferences): number {
  const { levels, shares, voxelCount } = m;
  if (levels.length === 1) return 0;
  const spread = overPairs(m, (a, b) => shares[a] * shares[b] * (levels[a] - levels[b]) ** 2);
  return ((spread / (levels.length * (levels.length - 1))) * total(m)) / voxelCount;
}

/** 0 where there is one grey level only. */
function busyness(m: ToneDifferences): number | Undefined {
  const { levels, shares } = m;
  if (levels.length === 1) return 0;
  const steps = overPairs(m, (a, b) => Math.abs(levels[a] * shares[a] - levels[b] * shares[b]));
  if (steps === 0) return undefinedBecause("every grey level weighs the same");
  return weightedDifference(m) / steps;
}

function complexity(m: ToneDifferences): number {
  const { levels, shares, differences, voxelCount } = m;
  const sum = overPairs(m, (a, b) => {
    const weighted = shares[a] * differences[a] + shares[b] * differences[b];
    return (Math.abs(levels[a] - levels[b]) * weighted) / (shares[a] + shares[b]);
  });
  return sum / voxelCount;
}

/** 0 where no voxel differs from its neighbours. */
function strength(m: ToneDifferences): number {
  const { levels, shares } = m;
  if (total(m) === 0) return 0;
  return overPairs(m, (a, b) => (shares[a] + shares[b]) * (levels[a] - levels[b]) ** 2) / total(m);
}

function weightedDifference({ shares, differences }: ToneDifferences): number {
  return shares.reduce((sum, share, n) => sum + share * differences[n], 0);
}

function total({ differences }: ToneDifferences): number {
  return differences.reduce((sum, x) => sum + x, 0);
}

/** Sum of a symmetric term over all ordered pairs of different grey levels. */
function overPairs({ levels }: ToneDifferences, term: (a: number, b: number) => number): number {
  let sum = 0;
  for (let a = 1; a < levels.length; a++) for (let b = 0; b < a; b++) sum += term(a, b);
  return 2 * sum;
}
