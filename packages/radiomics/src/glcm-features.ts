import { exp, log2 } from "@hilum/numeric";
import { entropy, epsilon } from "./entropy.ts";
import { family } from "./feature-table.ts";
import { type Glcm, glcms } from "./glcm.ts";
import { maximalCorrelation } from "./maximal-correlation.ts";
import { type MatrixTable, meanOverDirections } from "./mean-over-directions.ts";
import { textureBlock } from "./texture-block.ts";

/** Features of one co-occurrence matrix. */
const glcmTable = {
  autocorrelation: {
    pyradiomics: "Autocorrelation",
    ibsi: "QWB0",
    unit: "1",
    of: (m) => overCells(m, (i, j, p) => i * j * p),
  },
  clusterProminence: {
    pyradiomics: "ClusterProminence",
    ibsi: "AE86",
    unit: "1",
    of: (m) => over(m.sums, (k, p) => square(square(k - 2 * m.mean)) * p),
  },
  clusterShade: {
    pyradiomics: "ClusterShade",
    ibsi: "7NFM",
    unit: "1",
    of: (m) => over(m.sums, (k, p) => square(k - 2 * m.mean) * (k - 2 * m.mean) * p),
  },
  clusterTendency: {
    pyradiomics: "ClusterTendency",
    ibsi: "DG8W",
    unit: "1",
    of: (m) => over(m.sums, (k, p) => square(k - 2 * m.mean) * p),
  },
  contrast: {
    pyradiomics: "Contrast",
    ibsi: "ACUI",
    unit: "1",
    of: (m) => over(m.differences, (k, p) => k * k * p),
  },
  correlation: { pyradiomics: "Correlation", ibsi: "NI2N", unit: "1", of: correlation },
  differenceAverage: { pyradiomics: "DifferenceAverage", ibsi: "TF7R", unit: "1", of: differenceAverage },
  differenceEntropy: {
    pyradiomics: "DifferenceEntropy",
    ibsi: "NTRS",
    unit: "bit",
    of: (m) => entropy(m.differences),
  },
  differenceVariance: {
    pyradiomics: "DifferenceVariance",
    ibsi: "D3YU",
    unit: "1",
    of: (m) => {
      const average = differenceAverage(m);
      return over(m.differences, (k, p) => square(k - average) * p);
    },
  },
  inverseDifference: {
    pyradiomics: "Id",
    ibsi: "IB1Z",
    unit: "1",
    of: (m) => over(m.differences, (k, p) => p / (1 + k)),
  },
  inverseDifferenceMoment: {
    pyradiomics: "Idm",
    ibsi: "WF0Z",
    unit: "1",
    of: (m) => over(m.differences, (k, p) => p / (1 + k * k)),
  },
  normalisedInverseDifferenceMoment: {
    pyradiomics: "Idmn",
    ibsi: "1QCO",
    unit: "1",
    of: (m) => over(m.differences, (k, p) => p / (1 + square(k / m.highest))),
  },
  normalisedInverseDifference: {
    pyradiomics: "Idn",
    ibsi: "NDRX",
    unit: "1",
    of: (m) => over(m.differences, (k, p) => p / (1 + k / m.highest)),
  },
  informationCorrelation1: { pyradiomics: "Imc1", ibsi: "R8DG", unit: "1", of: informationCorrelation1 },
  informationCorrelation2: { pyradiomics: "Imc2", ibsi: "JN9H", unit: "1", of: informationCorrelation2 },
  inverseVariance: {
    pyradiomics: "InverseVariance",
    ibsi: "E8JP",
    unit: "1",
    of: (m) => over(m.differences, (k, p) => (k === 0 ? 0 : p / (k * k))),
  },
  jointAverage: { pyradiomics: "JointAverage", ibsi: "60VM", unit: "1", of: (m) => m.mean },
  angularSecondMoment: {
    pyradiomics: "JointEnergy",
    ibsi: "8ZQL",
    unit: "1",
    of: (m) => overCells(m, (_i, _j, p) => p * p),
  },
  jointEntropy: { pyradiomics: "JointEntropy", ibsi: "TU9B", unit: "bit", of: (m) => entropiesOf(m).joint },
  maximalCorrelation: {
    pyradiomics: "MCC",
    formula: "√ of the second largest eigenvalue of Q, Qᵢⱼ = Σₖ pᵢₖ pⱼₖ / (pᵢ pⱼ)",
    unit: "1",
    of: maximalCorrelation,
  },
  jointMaximum: {
    pyradiomics: "MaximumProbability",
    ibsi: "GYBY",
    unit: "1",
    of: (m) => m.p.reduce((largest, p) => Math.max(largest, p), 0),
  },
  sumAverage: {
    pyradiomics: "SumAverage",
    ibsi: "ZGXS",
    unit: "1",
    of: (m) => over(m.sums, (k, p) => k * p),
  },
  sumEntropy: { pyradiomics: "SumEntropy", ibsi: "P6QZ", unit: "bit", of: (m) => entropy(m.sums) },
  jointVariance: { pyradiomics: "SumSquares", ibsi: "UR99", unit: "1", of: variance },
} satisfies MatrixTable<Glcm>;

/** Grey level co-occurrence: which grey levels are neighbours, in 13 directions, the mean of their features. */
export const glcmFamily = family<readonly Glcm[]>({
  name: "glcm",
  sees: "image",
  formulas: "https://pyradiomics.readthedocs.io/en/latest/features.html#radiomics.glcm.RadiomicsGLCM",
  prepare: (lesion) => glcms(textureBlock(lesion), lesion.settings.weightingNorm),
  table: meanOverDirections(glcmTable, "no two voxels of the lesion touch"),
});

function over(probabilities: Float64Array, term: (k: number, p: number) => number): number {
  let total = 0;
  for (let k = 0; k < probabilities.length; k++) if (probabilities[k] > 0) total += term(k, probabilities[k]);
  return total;
}

function overCells({ levels, rows, columns, p }: Glcm, term: (i: number, j: number, p: number) => number): number {
  let total = 0;
  for (let cell = 0; cell < p.length; cell++) total += term(levels[rows[cell]], levels[columns[cell]], p[cell]);
  return total;
}

function square(x: number): number {
  return x * x;
}

function differenceAverage({ differences }: Glcm): number {
  return over(differences, (k, p) => k * p);
}

function variance({ levels, marginal, mean }: Glcm): number {
  return over(marginal, (n, p) => square(levels[n] - mean) * p);
}

/** 1 where all neighbours have the same grey level: PyRadiomics' choice, IBSI's formula is 0 / 0. */
function correlation(m: Glcm): number {
  const spread = variance(m);
  if (spread === 0) return 1;
  return overCells(m, (i, j, p) => (i - m.mean) * (j - m.mean) * p) / (spread + epsilon);
}

/** 0 where there is one grey level only. */
function informationCorrelation1(m: Glcm): number {
  const ofRows = entropy(m.marginal);
  if (ofRows <= 0) return 0;
  const { joint, jointIfIndependent } = entropiesOf(m);
  return (joint - jointIfIndependent) / ofRows;
}

function informationCorrelation2(m: Glcm): number {
  const { joint, ifIndependent } = entropiesOf(m);
  const shared = ifIndependent - joint;
  // Independent levels share nothing but rounding of either sign, of which the root would make 1e-8 or NaN.
  return shared <= 1e-14 ? 0 : Math.sqrt(1 - exp(-2 * shared));
}

interface Entropies {
  readonly joint: number;
  /** Of the products of the marginal probabilities, and its expectation under the joint ones. */
  readonly ifIndependent: number;
  readonly jointIfIndependent: number;
}

/** Three features need the same logarithms, which take most of the time of the matrix. */
const known = new WeakMap<Glcm, Entropies>();

function entropiesOf(m: Glcm): Entropies {
  const found = known.get(m) ?? { joint: entropy(m.p), ...ifIndependent(m) };
  known.set(m, found);
  return found;
}

function ifIndependent({ rows, columns, p, marginal }: Glcm): Omit<Entropies, "joint"> {
  let [ofProducts, ofCells] = [0, 0];
  // The cells stand in the order of rows and columns; the lower triangle counts twice.
  for (let row = 0, cell = 0; row < marginal.length; row++) {
    for (let column = 0; column <= row; column++) {
      const filled = rows[cell] === row && columns[cell] === column;
      const product = marginal[row] * marginal[column];
      if (product > 0) {
        const weighted = (row === column ? 1 : 2) * log2(product + epsilon);
        ofProducts -= weighted * product;
        if (filled) ofCells -= weighted * p[cell];
      }
      if (filled) cell++;
    }
    while (rows[cell] === row) cell++;
  }
  return { ifIndependent: ofProducts, jointIfIndependent: ofCells };
}
