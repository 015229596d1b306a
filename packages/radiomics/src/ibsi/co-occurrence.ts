import { log2 } from "@hilum/numeric";
import type { TexturePart } from "./aggregations.ts";

/** How often two grey levels are neighbours: a symmetric matrix of probabilities. */
export interface CoOccurrence {
  /** Number of grey levels of the discretisation. */
  readonly levelCount: number;
  /** The cells above zero, both triangles: their grey levels and their probability. */
  readonly i: Float64Array;
  readonly j: Float64Array;
  readonly p: Float64Array;
  /** Probability of each grey level that occurs, in either place of a pair. */
  readonly marginal: Float64Array;
  readonly mean: number;
  readonly variance: number;
  /** Probability that the two levels add up to n, at n. */
  readonly sums: Float64Array;
  /** Probability that the two levels are n apart, at n. */
  readonly differences: Float64Array;
}

/**
 * The grey level co-occurrence matrix of a part, symmetric, of distance 1; undefined if no two voxels are neighbours.
 *
 * @see IBSI manual, section 3.6 (LFYI).
 */
export function coOccurrence({ block, voxels, offsets }: TexturePart): CoOccurrence | undefined {
  const { ranks, levels, levelCount } = block;
  const n = levels.length;
  const counts = new Uint32Array(n * n);
  let total = 0;
  for (const offset of offsets) {
    for (let v = 0; v < voxels.length; v++) {
      const neighbour = ranks[voxels[v] + offset];
      if (neighbour === 0) continue;
      const rank = ranks[voxels[v]];
      counts[(rank - 1) * n + neighbour - 1]++;
      counts[(neighbour - 1) * n + rank - 1]++;
      total += 2;
    }
  }
  if (total === 0) return undefined;
  let cells = 0;
  for (const count of counts) if (count > 0) cells++;
  const [i, j, p] = [new Float64Array(cells), new Float64Array(cells), new Float64Array(cells)];
  const marginal = new Float64Array(n);
  const sums = new Float64Array(2 * levelCount + 1);
  const differences = new Float64Array(levelCount);
  for (let row = 0, cell = 0; row < n; row++) {
    for (let column = 0; column < n; column++) {
      const count = counts[row * n + column];
      if (count === 0) continue;
      i[cell] = levels[row];
      j[cell] = levels[column];
      p[cell++] = count / total;
      marginal[row] += count;
      sums[levels[row] + levels[column]] += count;
      differences[Math.abs(levels[row] - levels[column])] += count;
    }
  }
  // Divided last: counts are whole numbers and add up exactly.
  for (const counted of [marginal, sums, differences]) for (let k = 0; k < counted.length; k++) counted[k] /= total;
  const mean = expectation(marginal, (k) => levels[k]);
  const variance = expectation(marginal, (k) => (levels[k] - mean) * (levels[k] - mean));
  return { levelCount, i, j, p, marginal, mean, variance, sums, differences };
}

/** The sum of p(k) times a value of k. */
export function expectation(p: Float64Array, value: (k: number) => number): number {
  let total = 0;
  for (let k = 0; k < p.length; k++) if (p[k] > 0) total += p[k] * value(k);
  return total;
}

/** Shannon entropy in bits. */
export function entropyOf(p: Float64Array): number {
  let total = 0;
  for (let k = 0; k < p.length; k++) if (p[k] > 0) total -= p[k] * log2(p[k]);
  return total;
}
