import { family, type FeatureTable } from "./feature-table.ts";
import { type Ngtdm, ngtdm } from "./ngtdm.ts";
import { textureBlock } from "./texture-block.ts";

const differs = "a voxel without neighbours counts as one that does not differ";

/** Features of the neighbourhood grey tone difference matrix. */
const ngtdmTable = {
  busyness: { pyradiomics: "Busyness", ibsi: "NQ30", differs, unit: "1", of: busyness },
  coarseness: { pyradiomics: "Coarseness", ibsi: "QCDE", differs, unit: "1", of: coarseness },
  complexity: { pyradiomics: "Complexity", ibsi: "HDEZ", differs, unit: "1", of: complexity },
  contrast: { pyradiomics: "Contrast", ibsi: "65HE", differs, unit: "1", of: contrast },
  strength: { pyradiomics: "Strength", ibsi: "1X9X", differs, unit: "1", of: strength },
} satisfies FeatureTable<Ngtdm>;

/** Neighbourhood grey tone differences: how far voxels stand out from their surroundings. */
export const ngtdmFamily = family<Ngtdm>({
  name: "ngtdm",
  sees: "image",
  formulas: "https://pyradiomics.readthedocs.io/en/latest/features.html#radiomics.ngtdm.RadiomicsNGTDM",
  prepare: (lesion) => ngtdm(textureBlock(lesion)),
  table: ngtdmTable,
});

/** 0 where there is one grey level only. */
function busyness(m: Ngtdm): number {
  const { levels, shares } = m;
  const steps = overPairs(m, (a, b) => Math.abs(levels[a] * shares[a] - levels[b] * shares[b]));
  return steps === 0 ? 0 : meanDifference(m) / steps;
}

/** A million, as IBSI has it, where no voxel differs from its neighbours. */
function coarseness(m: Ngtdm): number {
  const mean = meanDifference(m);
  return mean === 0 ? 1e6 : 1 / mean;
}

function complexity(m: Ngtdm): number {
  const { levels, shares, differences, voxelCount } = m;
  const sum = overPairs(m, (a, b) => {
    const weighted = shares[a] * differences[a] + shares[b] * differences[b];
    return (Math.abs(levels[a] - levels[b]) * weighted) / (shares[a] + shares[b]);
  });
  return sum / voxelCount;
}

/** 0 where there is one grey level only. */
function contrast(m: Ngtdm): number {
  const { levels, shares, differences, voxelCount } = m;
  if (levels.length === 1) return 0;
  const spread = overPairs(m, (a, b) => shares[a] * shares[b] * (levels[a] - levels[b]) ** 2);
  return ((spread / (levels.length * (levels.length - 1))) * total(differences)) / voxelCount;
}

/** 0 where no voxel differs from its neighbours. */
function strength(m: Ngtdm): number {
  const { levels, shares, differences } = m;
  const differing = total(differences);
  if (differing === 0) return 0;
  return overPairs(m, (a, b) => (shares[a] + shares[b]) * (levels[a] - levels[b]) ** 2) / differing;
}

function meanDifference({ shares, differences }: Ngtdm): number {
  return shares.reduce((sum, share, n) => sum + share * differences[n], 0);
}

function total(values: Float64Array): number {
  return values.reduce((sum, x) => sum + x, 0);
}

/** Sum of a symmetric term over all ordered pairs of different grey levels. */
function overPairs({ levels }: Ngtdm, term: (a: number, b: number) => number): number {
  let sum = 0;
  for (let a = 1; a < levels.length; a++) for (let b = 0; b < a; b++) sum += term(a, b);
  return 2 * sum;
}
