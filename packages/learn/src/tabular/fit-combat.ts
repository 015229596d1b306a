import { solvePositiveDefinite } from "@hilum/numeric";
import { LearnError } from "../learn-error.ts";

/** What ComBat learned; lists of columns in the order of the rows' values. */
export interface CombatFit {
  /** Names of the batches that were estimated. */
  readonly batches: readonly string[];
  /** Mean of each column over all batches; sd within batches, 0 for a column that is left as it is. */
  readonly mean: Float64Array;
  readonly sd: Float64Array;
  /** Change of each column per unit of a covariate: [covariate][column]. */
  readonly effects: readonly Float64Array[];
  /** Additive and multiplicative effect of each batch on the standardised columns: [batch][column]. */
  readonly shift: readonly Float64Array[];
  readonly variance: readonly Float64Array[];
}

export interface CombatOptions {
  /** Covariates whose effect is kept, one list for each row; default: none. */
  readonly covariates?: readonly (readonly number[])[] | undefined;
  /** A batch that stays as it is and that the others are moved to; default: the mean of all. */
  readonly reference?: string | undefined;
}

/**
 * ComBat: location and scale of every column in every batch (hospital), shrunk towards their common distribution over the
 * columns by parametric empirical Bayes.
 *
 * A column that is constant within a batch is left as it is, as in sva. With a single column nothing is shrunk.
 *
 * @param rows - complete rows of at least two batches.
 * @param batch - batch of each row; each batch has at least two rows.
 * @throws LearnError `too-few-rows` if a batch has one row; `one-batch`.
 * @see Johnson, Li & Rabinovic, Biostatistics 8 (2007) 118-127; sva::ComBat.
 */
export function fitCombat(
  rows: readonly Float64Array[],
  batch: readonly string[],
  { covariates = rows.map(() => []), reference }: CombatOptions = {},
): CombatFit {
  const batches = [...new Set(batch)].sort();
  const members = batches.map((name) => [...batch.keys()].filter((row) => batch[row] === name));
  const small = members.findIndex((list) => list.length < 2);
  if (batches.length < 2) {
    throw new LearnError("one-batch", `ComBat needs rows of two batches (hospitals); found ${batches.length}.`);
  }
  if (small >= 0) {
    throw new LearnError("too-few-rows", `ComBat needs two rows of each batch; "${batches[small]}" has one.`);
  }
  const design = rows.map((_, i) => [...batches.map((name) => Number(batch[i] === name)), ...covariates[i]]);
  const beta = leastSquares(design, rows);
  const columns = rows[0].length;
  const home = reference === undefined ? -1 : batches.indexOf(reference);
  const everyRow = [...rows.keys()];

  const mean = new Float64Array(columns);
  for (const [b, list] of members.entries()) {
    const share = home < 0 ? list.length / rows.length : Number(b === home);
    for (let j = 0; j < columns; j++) mean[j] += share * beta[b][j];
  }
  const effects = beta.slice(batches.length);
  const withinRows = home < 0 ? everyRow : members[home];
  const sd = Float64Array.from(mean, (_, j) => {
    if (members.some((list) => list.every((i) => rows[i][j] === rows[list[0]][j]))) return 0;
    const squares = withinRows.reduce((sum, i) => {
      const expected = design[i].reduce((value, x, k) => value + x * beta[k][j], 0);
      return sum + (rows[i][j] - expected) ** 2;
    }, 0);
    return Math.sqrt(squares / withinRows.length);
  });

  const adjusted = [...sd.keys()].filter((j) => sd[j] > 0);
  const shift = batches.map(() => new Float64Array(columns));
  const variance = batches.map(() => new Float64Array(columns).fill(1));
  for (const [b, list] of members.entries()) {
    if (b === home) continue;
    const standardised = adjusted.map((j) =>
      Float64Array.from(list, (i) => {
        const kept = covariates[i].reduce((value, x, k) => value + x * effects[k][j], 0);
        return (rows[i][j] - mean[j] - kept) / sd[j];
      }),
    );
    const { location, scale } = shrunk(standardised);
    for (const [at, j] of adjusted.entries()) {
      shift[b][j] = location[at];
      variance[b][j] = scale[at];
    }
  }
  return { batches, mean, sd, effects, shift, variance };
}

/** Empirical Bayes estimates of one batch from its standardised columns, by sva's iteration and stopping rule. */
function shrunk(columns: readonly Float64Array[]): { location: Float64Array; scale: Float64Array } {
  const location = Float64Array.from(columns, meanOf);
  const scale = Float64Array.from(columns, varianceOf);
  if (columns.length < 2) return { location, scale };
  const n = columns[0].length;
  const [priorMean, priorVariance] = [meanOf(location), varianceOf(location)];
  const [m, s2] = [meanOf(scale), varianceOf(scale)];
  if (priorVariance === 0 || s2 === 0) return { location, scale };
  const a = (2 * s2 + m * m) / s2;
  const b = (m * s2 + m ** 3) / s2;
  const observed = location.slice();
  for (let step = 0; step < 10_000; step++) {
    let change = -Infinity;
    for (const [j, column] of columns.entries()) {
      const shiftBefore = location[j];
      const scaleBefore = scale[j];
      location[j] = (priorVariance * n * observed[j] + scaleBefore * priorMean) / (priorVariance * n + scaleBefore);
      const squares = column.reduce((sum, value) => sum + (value - location[j]) ** 2, 0);
      scale[j] = (0.5 * squares + b) / (n / 2 + a - 1);
      // The signed divisor is sva's.
      change = Math.max(
        change,
        Math.abs(location[j] - shiftBefore) / shiftBefore,
        Math.abs(scale[j] - scaleBefore) / scaleBefore,
      );
    }
    if (change <= 1e-4) break;
  }
  return { location, scale };
}

/** A value moved from its batch to all batches' common location and scale; of an unknown batch (-1) as it is. */
export function combatValue(
  { mean, sd, shift, variance }: Omit<CombatFit, "batches" | "effects">,
  at: number,
  value: number,
  { batch, kept = 0 }: { batch: number; kept?: number },
): number {
  if (batch < 0 || sd[at] === 0) return value;
  const expected = mean[at] + kept;
  const standardised = (value - expected) / sd[at];
  return ((standardised - shift[batch][at]) / Math.sqrt(variance[batch][at])) * sd[at] + expected;
}

/** B with the smallest |Y - D B|^2: [design column][column of Y]. */
function leastSquares(design: readonly (readonly number[])[], rows: readonly Float64Array[]): Float64Array[] {
  const k = design[0].length;
  const columns = rows[0].length;
  const gram = new Float64Array(k * k);
  const right = new Float64Array(k * columns);
  for (const [i, d] of design.entries()) {
    for (let p = 0; p < k; p++) {
      if (d[p] === 0) continue;
      for (let q = 0; q < k; q++) gram[p * k + q] += d[p] * d[q];
      for (let j = 0; j < columns; j++) right[p * columns + j] += d[p] * rows[i][j];
    }
  }
  const solved = solvePositiveDefinite(gram, right);
  return Array.from({ length: k }, (_, p) => solved.subarray(p * columns, (p + 1) * columns));
}

function meanOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** With n - 1. */
function varianceOf(values: Float64Array): number {
  const mean = meanOf(values);
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
}
