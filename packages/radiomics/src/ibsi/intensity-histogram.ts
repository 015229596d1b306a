import { log2 } from "@hilum/numeric";
import { requireGreyLevels } from "./discretise.ts";
import type { IbsiLesion } from "./ibsi-lesion.ts";
import { type IbsiRow, type IbsiTable, manual, plainFamily } from "./ibsi-table.ts";
import { distribution as d, type Sample, sampleOf } from "./intensity-statistics.ts";

/** Grey levels of a lesion and how often each occurs. */
interface Histogram extends Sample {
  /** Voxels of level n + 1, at n. */
  readonly counts: Float64Array;
  /** Change of the counts from level to level, at the same places. */
  readonly gradient: Float64Array;
}

const row = (
  ibsi: string,
  tag: string,
  name: string,
  unit: string,
  of: IbsiRow<Histogram>["of"],
): IbsiRow<Histogram> => ({
  ibsi,
  tag,
  name,
  unit,
  of,
});

const histogramTable = {
  mean: row("X6K6", "mean", "Mean discretised intensity", "1", d.mean),
  variance: row("CH89", "var", "Discretised intensity variance", "1", d.variance),
  skewness: row("88K1", "skew", "Discretised intensity skewness", "1", d.skewness),
  kurtosis: row("C3I7", "kurt", "(Excess) discretised intensity kurtosis", "1", d.kurtosis),
  median: row("WIFQ", "median", "Median discretised intensity", "1", d.median),
  minimum: row("1PR8", "min", "Minimum discretised intensity", "1", d.minimum),
  percentile10: row("GPMT", "p10", "10th discretised intensity percentile", "1", d.percentile10),
  percentile90: row("OZ0C", "p90", "90th discretised intensity percentile", "1", d.percentile90),
  maximum: row("3NCY", "max", "Maximum discretised intensity", "1", d.maximum),
  mode: row("AMMC", "mode", "Intensity histogram mode", "1", mode),
  interquartileRange: row("WR0O", "iqr", "Discretised intensity interquartile range", "1", d.interquartileRange),
  range: row("5Z3W", "range", "Discretised intensity range", "1", d.range),
  meanAbsoluteDeviation: row(
    "D2ZX",
    "mad",
    "Intensity histogram mean absolute deviation",
    "1",
    d.meanAbsoluteDeviation,
  ),
  robustMeanAbsoluteDeviation: row(
    "WRZB",
    "rmad",
    "Intensity histogram robust mean absolute deviation",
    "1",
    d.robustMeanAbsoluteDeviation,
  ),
  medianAbsoluteDeviation: row(
    "4RNL",
    "medad",
    "Intensity histogram median absolute deviation",
    "1",
    d.medianAbsoluteDeviation,
  ),
  coefficientOfVariation: row(
    "CWYJ",
    "cov",
    "Intensity histogram coefficient of variation",
    "1",
    d.coefficientOfVariation,
  ),
  quartileCoefficientOfDispersion: row(
    "SLWD",
    "qcod",
    "Intensity histogram quartile coefficient of dispersion",
    "1",
    d.quartileCoefficientOfDispersion,
  ),
  entropy: row("TLU2", "entropy", "Discretised intensity entropy", "bit", (h) =>
    overShares(h, (p) => (p > 0 ? -p * log2(p) : 0)),
  ),
  uniformity: row("BJ5W", "uniformity", "Discretised intensity uniformity", "1", (h) => overShares(h, (p) => p * p)),
  maximumGradient: row(
    "12CE",
    "max_grad",
    "Maximum histogram gradient",
    "1",
    ({ gradient }) => largest(gradient).value,
  ),
  maximumGradientLevel: row("8E6O", "max_grad_g", "Maximum histogram gradient intensity", "1", ({ gradient }) => {
    return largest(gradient).level;
  }),
  minimumGradient: row("VQB3", "min_grad", "Minimum histogram gradient", "1", ({ gradient }) => {
    return -largest(gradient.map((x) => -x)).value;
  }),
  minimumGradientLevel: row("RHQZ", "min_grad_g", "Minimum histogram gradient intensity", "1", ({ gradient }) => {
    return largest(gradient.map((x) => -x)).level;
  }),
} satisfies IbsiTable<Histogram>;

/** Statistics of the grey levels. */
export const intensityHistogramFamily = plainFamily<Histogram>({
  name: "Intensity histogram",
  tag: "ih",
  ibsi: "ZVCW",
  formulas: manual("intensity-histogram-features"),
  prepare: histogram,
  table: histogramTable,
});

function histogram({ greyLevels }: IbsiLesion): Histogram {
  requireGreyLevels(greyLevels);
  const { levels, count } = greyLevels;
  const counts = new Float64Array(count);
  for (const level of levels) counts[level - 1]++;
  // One-sided at both ends, IBSI manual section 3.4.20.
  const gradient = counts.map((_, n) => {
    const [before, after] = [Math.max(n - 1, 0), Math.min(n + 1, count - 1)];
    return before === after ? 0 : (counts[after] - counts[before]) / (after - before);
  });
  return { ...sampleOf(levels), counts, gradient };
}

/** The commonest level; among equally common ones that nearest to the mean, the lower of two. */
function mode({ counts, mean }: Histogram): number {
  let best = 0;
  for (let n = 1; n < counts.length; n++) {
    const nearer = Math.abs(n + 1 - mean) < Math.abs(best + 1 - mean);
    if (counts[n] > counts[best] || (counts[n] === counts[best] && nearer)) best = n;
  }
  return best + 1;
}

function overShares({ counts, values }: Histogram, term: (share: number) => number): number {
  let total = 0;
  for (const count of counts) total += term(count / values.length);
  return total;
}

/** The largest value and its level, the lowest one if there are several. */
function largest(gradient: Float64Array): { readonly value: number; readonly level: number } {
  let best = 0;
  for (let n = 1; n < gradient.length; n++) if (gradient[n] > gradient[best]) best = n;
  return { value: gradient[best], level: best + 1 };
}
