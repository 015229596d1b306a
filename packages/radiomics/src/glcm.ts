import { exp } from "@hilum/numeric";
import { stepLength } from "./direction-weight.ts";
import { neighbourCounts } from "./neighbour-counts.ts";
import type { WeightingNorm } from "./settings.ts";
import type { TextureBlock } from "./texture-block.ts";

/** How often two grey levels are neighbours along one direction: a symmetric matrix of probabilities. */
export interface Glcm {
  /** Grey levels that occur in the lesion; row and column n belong to `levels[n]`. */
  readonly levels: Float64Array;
  /** The highest grey level. */
  readonly highest: number;
  /** The cells above zero, both triangles: their row, their column, their probability. */
  readonly rows: Int32Array;
  readonly columns: Int32Array;
  readonly p: Float64Array;
  /** Sum of each row, and by symmetry of each column. */
  readonly marginal: Float64Array;
  /** Mean grey level of the rows. */
  readonly mean: number;
  /** Probability that the two levels add up to n, at n. */
  readonly sums: Float64Array;
  /** Probability that the two levels are n apart, at n. */
  readonly differences: Float64Array;
}

/**
 * Grey level co-occurrence matrices of the directions in which at least two voxels of the lesion touch.
 *
 * @param norm - adds the counts of all directions up in one matrix, each times exp(−d²) of its step's length d.
 * @see Haralick et al., IEEE Transactions on Systems, Man and Cybernetics 3 (1973) 610-621.
 */
export function glcms(block: TextureBlock, norm: WeightingNorm | null = null): Glcm[] {
  const n = block.levels.length;
  const weighted = new Float64Array(norm === null ? 0 : n * n);
  let total = 0;
  const matrices = neighbourCounts(block).along.flatMap(({ pairs }, direction) => {
    const { counts, total: pairCount } = bothWays(pairs, n);
    if (norm === null) return pairCount === 0 ? [] : [normalised(counts, pairCount, block)];
    const length = stepLength(block.directions[direction], block.spacing, norm);
    const weight = norm === "no_weighting" ? 1 : exp(-(length * length));
    for (let cell = 0; cell < weighted.length; cell++) weighted[cell] += weight * counts[cell];
    total += weight * pairCount;
    return [];
  });
  return total > 0 ? [normalised(weighted, total, block)] : matrices;
}

/** Each pair counts once in both orders, which makes the matrix symmetric; pairs with the outside are left out. */
function bothWays(pairs: Uint32Array, n: number): { readonly counts: Uint32Array; readonly total: number } {
  const counts = new Uint32Array(n * n);
  const width = n + 1;
  let total = 0;
  for (let row = 0; row < n; row++)
    for (let column = 0; column < n; column++) {
      const count = pairs[(row + 1) * width + column + 1] + pairs[(column + 1) * width + row + 1];
      counts[row * n + column] = count;
      total += count;
    }
  return { counts, total };
}

function normalised(counts: Uint32Array | Float64Array, total: number, { levels, highest }: TextureBlock): Glcm {
  const n = levels.length;
  let cells = 0;
  for (const count of counts) if (count > 0) cells++;
  const [rows, columns, p] = [new Int32Array(cells), new Int32Array(cells), new Float64Array(cells)];
  const marginal = new Float64Array(n);
  const sums = new Float64Array(2 * highest + 1);
  const differences = new Float64Array(highest);
  let mean = 0;
  for (let row = 0, cell = 0; row < n; row++) {
    for (let column = 0; column < n; column++) {
      const count = counts[row * n + column];
      if (count === 0) continue;
      rows[cell] = row;
      columns[cell] = column;
      p[cell++] = count / total;
      marginal[row] += count;
      sums[levels[row] + levels[column]] += count;
      differences[Math.abs(levels[row] - levels[column])] += count;
    }
    mean += (levels[row] * marginal[row]) / total;
  }
  // Divided last: counts are whole numbers and add up exactly.
  for (const counted of [marginal, sums, differences]) for (let k = 0; k < counted.length; k++) counted[k] /= total;
  return { levels, highest, rows, columns, p, marginal, mean, sums, differences };
}
