import { type Undefined, undefinedBecause } from "../feature-table.ts";
import { percentile } from "../percentile.ts";
import { type IbsiRow, type IbsiTable, manual, plainFamily } from "./ibsi-table.ts";
import { centralMoment, mean } from "./moments.ts";

/** Intensities, or grey levels, of a lesion. */
export interface Sample {
  readonly values: Float64Array;
  readonly sorted: Float64Array;
  readonly mean: number;
  readonly variance: number;
}

/** A sample of the values, in any order. */
export function sampleOf(values: Float64Array): Sample {
  return { values, sorted: values.toSorted(), mean: mean(values), variance: centralMoment(values, 2) };
}

/** Features of a distribution, whether of intensities or of grey levels. */
export const distribution = {
  mean: (s: Sample) => s.mean,
  variance: (s: Sample) => s.variance,
  skewness: (s: Sample) => standardised(s, 3),
  kurtosis: (s: Sample) => {
    const fourth = standardised(s, 4);
    return typeof fourth === "number" ? fourth - 3 : fourth;
  },
  median: (s: Sample) => percentile(s.sorted, 50),
  minimum: (s: Sample) => s.sorted[0],
  percentile10: (s: Sample) => percentile(s.sorted, 10),
  percentile90: (s: Sample) => percentile(s.sorted, 90),
  maximum: (s: Sample) => s.sorted[s.sorted.length - 1],
  interquartileRange: (s: Sample) => percentile(s.sorted, 75) - percentile(s.sorted, 25),
  range: (s: Sample) => s.sorted[s.sorted.length - 1] - s.sorted[0],
  meanAbsoluteDeviation: (s: Sample) => deviation(s.values, s.mean),
  robustMeanAbsoluteDeviation: ({ sorted }: Sample) => {
    const [low, high] = [percentile(sorted, 10), percentile(sorted, 90)];
    const kept = sorted.filter((x) => x >= low && x <= high);
    if (kept.length === 0) return undefinedBecause("no voxel lies between the 10th and the 90th percentile");
    return deviation(kept, mean(kept));
  },
  medianAbsoluteDeviation: (s: Sample) => deviation(s.values, percentile(s.sorted, 50)),
  coefficientOfVariation: (s: Sample) =>
    s.mean === 0 ? undefinedBecause("the mean is 0") : Math.sqrt(s.variance) / s.mean,
  quartileCoefficientOfDispersion: ({ sorted }: Sample) => {
    const [low, high] = [percentile(sorted, 25), percentile(sorted, 75)];
    return high + low === 0 ? undefinedBecause("the quartiles add up to 0") : (high - low) / (high + low);
  },
};

const row = (ibsi: string, tag: string, name: string, unit: string, of: IbsiRow<Sample>["of"]): IbsiRow<Sample> => ({
  ibsi,
  tag,
  name,
  unit,
  of,
});
const d = distribution;

const statisticsTable = {
  mean: row("Q4LE", "mean", "Mean intensity", "intensity", d.mean),
  variance: row("ECT3", "var", "Intensity variance", "intensity^2", d.variance),
  skewness: row("KE2A", "skew", "Intensity skewness", "1", d.skewness),
  kurtosis: row("IPH6", "kurt", "(Excess) intensity kurtosis", "1", d.kurtosis),
  median: row("Y12H", "median", "Median intensity", "intensity", d.median),
  minimum: row("1GSF", "min", "Minimum intensity", "intensity", d.minimum),
  percentile10: row("QG58", "p10", "10th intensity percentile", "intensity", d.percentile10),
  percentile90: row("8DWT", "p90", "90th intensity percentile", "intensity", d.percentile90),
  maximum: row("84IY", "max", "Maximum intensity", "intensity", d.maximum),
  interquartileRange: row("SALO", "iqr", "Intensity interquartile range", "intensity", d.interquartileRange),
  range: row("2OJQ", "range", "Intensity range", "intensity", d.range),
  meanAbsoluteDeviation: row(
    "4FUA",
    "mad",
    "Intensity-based mean absolute deviation",
    "intensity",
    d.meanAbsoluteDeviation,
  ),
  robustMeanAbsoluteDeviation: row(
    "1128",
    "rmad",
    "Intensity-based robust mean absolute deviation",
    "intensity",
    d.robustMeanAbsoluteDeviation,
  ),
  medianAbsoluteDeviation: row(
    "N72L",
    "medad",
    "Intensity-based median absolute deviation",
    "intensity",
    d.medianAbsoluteDeviation,
  ),
  coefficientOfVariation: row("7TET", "cov", "Intensity-based coefficient of variation", "1", d.coefficientOfVariation),
  quartileCoefficientOfDispersion: row(
    "9S40",
    "qcod",
    "Intensity-based quartile coefficient of dispersion",
    "1",
    d.quartileCoefficientOfDispersion,
  ),
  energy: row("N8CA", "energy", "Intensity-based energy", "intensity^2", ({ values }) => sumOfSquares(values)),
  rootMeanSquare: row("5ZWQ", "rms", "Root mean square intensity", "intensity", ({ values }) =>
    Math.sqrt(sumOfSquares(values) / values.length),
  ),
} satisfies IbsiTable<Sample>;

/** Statistics of the intensities themselves. */
export const intensityStatisticsFamily = plainFamily<Sample>({
  name: "Intensity-based statistics",
  tag: "stat",
  ibsi: "UHIW",
  formulas: manual("intensity-based-statistical-features"),
  prepare: ({ intensities }) => sampleOf(intensities),
  table: statisticsTable,
});

function standardised({ values, variance }: Sample, order: 3 | 4): number | Undefined {
  if (variance === 0) return undefinedBecause("all values are equal");
  const moment = centralMoment(values, order);
  return order === 3 ? moment / (variance * Math.sqrt(variance)) : moment / (variance * variance);
}

function deviation(values: Float64Array, from: number): number {
  let total = 0;
  for (let n = 0; n < values.length; n++) total += Math.abs(values[n] - from);
  return total / values.length;
}

function sumOfSquares(values: Float64Array): number {
  let total = 0;
  for (let n = 0; n < values.length; n++) total += values[n] * values[n];
  return total;
}
