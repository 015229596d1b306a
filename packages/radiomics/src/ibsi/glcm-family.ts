import { exp } from "@hilum/numeric";
import { type Undefined, undefinedBecause } from "../feature-table.ts";
import { directionalAggregations } from "./aggregations.ts";
import { type CoOccurrence, coOccurrence, entropyOf, expectation } from "./co-occurrence.ts";
import { type IbsiRow, type IbsiTable, manual } from "./ibsi-table.ts";
import { power } from "./moments.ts";
import { textureFamily } from "./texture-family.ts";

type Of = IbsiRow<CoOccurrence>["of"];
const row = (ibsi: string, tag: string, name: string, of: Of, unit = "1"): IbsiRow<CoOccurrence> => ({
  ibsi,
  tag,
  name,
  unit,
  of,
});

const differenceAverage = (m: CoOccurrence) => expectation(m.differences, (k) => k);
const contrast = (m: CoOccurrence) => expectation(m.differences, (k) => k * k);
const inverse = (of: (k: number, m: CoOccurrence) => number) => (m: CoOccurrence) =>
  expectation(m.differences, (k) => 1 / (1 + of(k, m)));

const glcmTable = {
  jointMaximum: row("GYBY", "joint_max", "Joint maximum", ({ p }) => p.reduce((largest, x) => Math.max(largest, x), 0)),
  jointAverage: row("60VM", "joint_avg", "Joint average", (m) => m.mean),
  jointVariance: row("UR99", "joint_var", "Joint variance", (m) => m.variance),
  jointEntropy: row("TU9B", "joint_entr", "Joint entropy", ({ p }) => entropyOf(p), "bit"),
  differenceAverage: row("TF7R", "diff_avg", "Difference average", differenceAverage),
  differenceVariance: row("D3YU", "diff_var", "Difference variance", (m) =>
    spread(m.differences, differenceAverage(m)),
  ),
  differenceEntropy: row("NTRS", "diff_entr", "Difference entropy", ({ differences }) => entropyOf(differences), "bit"),
  sumAverage: row("ZGXS", "sum_avg", "Sum average", ({ mean }) => 2 * mean),
  sumVariance: row("OEEB", "sum_var", "Sum variance", ({ sums, mean }) => spread(sums, 2 * mean)),
  sumEntropy: row("P6QZ", "sum_entr", "Sum entropy", ({ sums }) => entropyOf(sums), "bit"),
  angularSecondMoment: row("8ZQL", "energy", "Angular second moment", ({ p }) => expectation(p, (cell) => p[cell])),
  contrast: row("ACUI", "contrast", "Contrast", contrast),
  // The same by definition.
  dissimilarity: row("8S9J", "dissimilarity", "Dissimilarity", differenceAverage),
  inverseDifference: row(
    "IB1Z",
    "inv_diff",
    "Inverse difference",
    inverse((k) => k),
  ),
  normalisedInverseDifference: row(
    "NDRX",
    "inv_diff_norm",
    "Normalised inverse difference",
    inverse((k, m) => k / m.levelCount),
  ),
  inverseDifferenceMoment: row(
    "WF0Z",
    "inv_diff_mom",
    "Inverse difference moment",
    inverse((k) => k * k),
  ),
  normalisedInverseDifferenceMoment: row(
    "1QCO",
    "inv_diff_mom_norm",
    "Normalised inverse difference moment",
    inverse((k, m) => (k * k) / (m.levelCount * m.levelCount)),
  ),
  inverseVariance: row("E8JP", "inv_var", "Inverse variance", ({ differences }) =>
    expectation(differences, (k) => (k === 0 ? 0 : 1 / (k * k))),
  ),
  correlation: row("NI2N", "corr", "Correlation", correlation),
  autocorrelation: row("QWB0", "auto_corr", "Autocorrelation", autocorrelation),
  clusterTendency: row("DG8W", "clust_tend", "Cluster tendency", (m) => cluster(m, 2)),
  clusterShade: row("7NFM", "clust_shade", "Cluster shade", (m) => cluster(m, 3)),
  clusterProminence: row("AE86", "clust_prom", "Cluster prominence", (m) => cluster(m, 4)),
  informationCorrelation1: row("R8DG", "info_corr1", "Information correlation 1", informationCorrelation1),
  informationCorrelation2: row("JN9H", "info_corr2", "Information correlation 2", informationCorrelation2),
} satisfies IbsiTable<CoOccurrence>;

/** Grey level co-occurrence. */
export const glcmIbsiFamily = textureFamily<CoOccurrence>({
  name: "GLCM",
  tag: "cm",
  ibsi: "LFYI",
  formulas: manual("grey-level-co-occurrence-based-features"),
  aggregations: directionalAggregations,
  counting: () => coOccurrence,
  empty: "no two voxels of the lesion are neighbours",
  table: glcmTable,
});

function spread(p: Float64Array, centre: number): number {
  return expectation(p, (k) => (k - centre) * (k - centre));
}

function cluster({ sums, mean }: CoOccurrence, order: 2 | 3 | 4): number {
  return expectation(sums, (k) => power(k - 2 * mean, order));
}

function autocorrelation({ i, j, p }: CoOccurrence): number {
  return expectation(p, (cell) => i[cell] * j[cell]);
}

function correlation({ i, j, p, mean, variance }: CoOccurrence): number | Undefined {
  if (variance === 0) return undefinedBecause("there is one grey level only");
  return expectation(p, (cell) => (i[cell] - mean) * (j[cell] - mean)) / variance;
}

/** (HXY − HXY1) / HX; of a symmetric matrix HXY1 is twice HX. */
function informationCorrelation1({ p, marginal }: CoOccurrence): number | Undefined {
  const hx = entropyOf(marginal);
  if (hx === 0) return undefinedBecause("there is one grey level only");
  return (entropyOf(p) - 2 * hx) / hx;
}

/** √(1 − exp(−2 (HXY2 − HXY))); HXY2 is twice HX, which HXY exceeds by rounding only. */
function informationCorrelation2({ p, marginal }: CoOccurrence): number {
  return Math.sqrt(1 - exp(-2 * Math.max(0, 2 * entropyOf(marginal) - entropyOf(p))));
}
