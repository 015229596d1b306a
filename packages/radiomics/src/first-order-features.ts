import { ascending } from "./ascending.ts";
import { entropy } from "./entropy.ts";
import { family, type FeatureTable, type Undefined, undefinedBecause } from "./feature-table.ts";
import { percentile } from "./percentile.ts";

interface FirstOrder {
  /** Intensities in the lesion, ascending. */
  readonly sorted: Float64Array;
  readonly mean: number;
  /** Second, third and fourth central moments; the second is the variance with N. */
  readonly moments: { readonly second: number; readonly third: number; readonly fourth: number };
  /** Sum of squares of the intensities raised by `voxelArrayShift`. */
  readonly energy: number;
  readonly mmPerVoxel: number;
  /** Share of the voxels in each grey level that occurs. */
  readonly shares: readonly number[];
}

/** Features of the intensities in a lesion, wherever they lie. */
const firstOrderTable = {
  percentile10: {
    pyradiomics: "10Percentile",
    ibsi: "QG58",
    unit: "intensity",
    of: ({ sorted }) => percentile(sorted, 10),
  },
  percentile90: {
    pyradiomics: "90Percentile",
    ibsi: "8DWT",
    unit: "intensity",
    of: ({ sorted }) => percentile(sorted, 90),
  },
  energy: { pyradiomics: "Energy", ibsi: "N8CA", unit: "intensity^2", of: ({ energy }) => energy },
  entropy: {
    pyradiomics: "Entropy",
    ibsi: "TLU2",
    unit: "bit",
    of: ({ shares }) => entropy(shares),
  },
  interquartileRange: {
    pyradiomics: "InterquartileRange",
    ibsi: "SALO",
    unit: "intensity",
    of: ({ sorted }) => percentile(sorted, 75) - percentile(sorted, 25),
  },
  kurtosis: {
    pyradiomics: "Kurtosis",
    ibsi: "IPH6",
    differs: "not the excess, 3 more",
    unit: "1",
    of: ({ moments: { second, fourth }, sorted }) => ifVaried(sorted, () => fourth / (second * second)),
  },
  maximum: { pyradiomics: "Maximum", ibsi: "84IY", unit: "intensity", of: ({ sorted }) => sorted[sorted.length - 1] },
  meanAbsoluteDeviation: {
    pyradiomics: "MeanAbsoluteDeviation",
    ibsi: "4FUA",
    unit: "intensity",
    of: ({ sorted, mean }) => meanDeviation(sorted, mean),
  },
  mean: { pyradiomics: "Mean", ibsi: "Q4LE", unit: "intensity", of: ({ mean }) => mean },
  median: { pyradiomics: "Median", ibsi: "Y12H", unit: "intensity", of: ({ sorted }) => percentile(sorted, 50) },
  minimum: { pyradiomics: "Minimum", ibsi: "1GSF", unit: "intensity", of: ({ sorted }) => sorted[0] },
  range: {
    pyradiomics: "Range",
    ibsi: "2OJQ",
    unit: "intensity",
    of: ({ sorted }) => sorted[sorted.length - 1] - sorted[0],
  },
  robustMeanAbsoluteDeviation: {
    pyradiomics: "RobustMeanAbsoluteDeviation",
    ibsi: "1128",
    unit: "intensity",
    of: ({ sorted }) => robustMeanAbsoluteDeviation(sorted),
  },
  rootMeanSquared: {
    pyradiomics: "RootMeanSquared",
    ibsi: "5ZWQ",
    unit: "intensity",
    of: ({ energy, sorted }) => Math.sqrt(energy / sorted.length),
  },
  skewness: {
    pyradiomics: "Skewness",
    ibsi: "KE2A",
    unit: "1",
    of: ({ moments: { second, third }, sorted }) => ifVaried(sorted, () => third / (second * Math.sqrt(second))),
  },
  totalEnergy: {
    pyradiomics: "TotalEnergy",
    formula: "Σ xₖ² · volume of a voxel",
    unit: "intensity^2 mm^3",
    of: ({ energy, mmPerVoxel }) => energy * mmPerVoxel,
  },
  uniformity: { pyradiomics: "Uniformity", ibsi: "BJ5W", unit: "1", of: ({ shares }) => sum(shares, (p) => p * p) },
  variance: { pyradiomics: "Variance", ibsi: "ECT3", unit: "intensity^2", of: ({ moments }) => moments.second },
} satisfies FeatureTable<FirstOrder>;

/** First-order statistics; entropy and uniformity are those of the discretised intensities. */
export const firstOrderFamily = family<FirstOrder>({
  name: "firstorder",
  sees: "image",
  formulas: "https://pyradiomics.readthedocs.io/en/latest/features.html#radiomics.firstorder.RadiomicsFirstOrder",
  prepare: ({ voi, intensities, greyLevels, settings }) => {
    const sorted = ascending(intensities);
    const { mean, energy, ...moments } = momentsOf(sorted, settings.voxelArrayShift);
    const counts = new Float64Array(greyLevels.count);
    for (const level of greyLevels.levels) counts[level - 1]++;
    return {
      sorted,
      mean,
      moments,
      energy,
      mmPerVoxel: voi.spacing[0] * voi.spacing[1] * voi.spacing[2],
      shares: Array.from(
        counts.filter((count) => count > 0),
        (count) => count / sorted.length,
      ),
    };
  },
  table: firstOrderTable,
});

/** PyRadiomics writes 0 for a flat lesion, where the formula is 0 / 0. */
function ifVaried(sorted: Float64Array, value: () => number): number | Undefined {
  const [smallest, largest] = [sorted[0], sorted[sorted.length - 1]];
  // A flat lesion that was interpolated differs in its last digits, and a flat one's rounded variance need not be zero.
  const noise = 1e-12 * Math.max(Math.abs(smallest), Math.abs(largest));
  if (largest - smallest <= noise) return undefinedBecause("all voxels have the same intensity");
  return value();
}

function robustMeanAbsoluteDeviation(sorted: Float64Array): number | Undefined {
  const [low, high] = [percentile(sorted, 10), percentile(sorted, 90)];
  const from = sorted.findIndex((x) => x >= low);
  const middle = sorted.subarray(from, sorted.findLastIndex((x) => x <= high) + 1);
  if (middle.length === 0) return undefinedBecause("no voxel lies between the 10th and the 90th percentile");
  let total = 0;
  for (const x of middle) total += x;
  return meanDeviation(middle, total / middle.length);
}

interface Moments {
  readonly mean: number;
  readonly second: number;
  readonly third: number;
  readonly fourth: number;
  readonly energy: number;
}

function momentsOf(values: Float64Array, shift: number): Moments {
  const count = values.length;
  let [total, energy] = [0, 0];
  for (let n = 0; n < count; n++) {
    total += values[n];
    energy += (values[n] + shift) * (values[n] + shift);
  }
  const mean = total / count;
  let [second, third, fourth] = [0, 0, 0];
  for (let n = 0; n < count; n++) {
    const apart = values[n] - mean;
    second += apart * apart;
    third += apart * apart * apart;
    fourth += apart * apart * (apart * apart);
  }
  return {
    mean,
    second: second / count,
    third: third / count,
    fourth: fourth / count,
    energy: count * (energy / count),
  };
}

function meanDeviation(values: Float64Array, from: number): number {
  let total = 0;
  for (let n = 0; n < values.length; n++) total += Math.abs(values[n] - from);
  return total / values.length;
}

function sum(values: readonly number[], of: (x: number) => number): number {
  return values.reduce((total, x) => total + of(x), 0);
}
