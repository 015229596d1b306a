import { entropy } from "./entropy.ts";

/** How often something of a grey level has a size: runs by length, zones by volume, voxels by dependent neighbours. */
export interface SizeMatrix {
  /** The cells above zero: their grey level, their size, their count. */
  readonly level: Float64Array;
  readonly size: Float64Array;
  readonly count: Float64Array;
  /** Counts of each grey level, and the grey levels themselves. */
  readonly ofLevel: Float64Array;
  readonly levels: Float64Array;
  /** Counts of each size, and the sizes themselves. */
  readonly ofSize: Float64Array;
  readonly sizes: Float64Array;
  readonly total: number;
}

/**
 * The matrix of these counts, without the cells that are zero.
 *
 * @param counts - one row for each grey level, one column for each size.
 */
export function sizeMatrix(counts: Uint32Array | Float64Array, levels: Float64Array, sizes: Float64Array): SizeMatrix {
  let cells = 0;
  for (const count of counts) if (count > 0) cells++;
  const [level, size, count] = [new Float64Array(cells), new Float64Array(cells), new Float64Array(cells)];
  const [ofLevel, ofSize] = [new Float64Array(levels.length), new Float64Array(sizes.length)];
  let total = 0;
  for (let row = 0, cell = 0; row < levels.length; row++)
    for (let column = 0; column < sizes.length; column++) {
      const counted = counts[row * sizes.length + column];
      if (counted === 0) continue;
      level[cell] = levels[row];
      size[cell] = sizes[column];
      count[cell++] = counted;
      ofLevel[row] += counted;
      ofSize[column] += counted;
      total += counted;
    }
  return { level, size, count, ofLevel, levels, ofSize, sizes, total };
}

/** Mean of level^(±2) · size^(±2): "low" and "small" weigh small numbers, "high" and "large" large ones. */
export function emphasis(
  ofLevels: "low" | "high" | "any",
  ofSizes: "small" | "large" | "any",
): (matrix: SizeMatrix) => number {
  return ({ level, size, count, total }) => {
    let sum = 0;
    for (let cell = 0; cell < count.length; cell++) {
      let term = count[cell];
      if (ofLevels === "low") term /= level[cell] * level[cell];
      else if (ofLevels === "high") term *= level[cell] * level[cell];
      if (ofSizes === "small") term /= size[cell] * size[cell];
      else if (ofSizes === "large") term *= size[cell] * size[cell];
      sum += term;
    }
    return sum / total;
  };
}

/** Sum of the squared counts of each grey level, over the total. */
export function levelNonUniformity({ ofLevel, total }: SizeMatrix): number {
  return sumOfSquares(ofLevel) / total;
}

/** The same over the squared total. */
export function normalisedLevelNonUniformity({ ofLevel, total }: SizeMatrix): number {
  return sumOfSquares(ofLevel) / (total * total);
}

/** Sum of the squared counts of each size, over the total. */
export function sizeNonUniformity({ ofSize, total }: SizeMatrix): number {
  return sumOfSquares(ofSize) / total;
}

/** The same over the squared total. */
export function normalisedSizeNonUniformity({ ofSize, total }: SizeMatrix): number {
  return sumOfSquares(ofSize) / (total * total);
}

export function levelVariance({ ofLevel, levels, total }: SizeMatrix): number {
  return variance(levels, ofLevel, total);
}

export function sizeVariance({ ofSize, sizes, total }: SizeMatrix): number {
  return variance(sizes, ofSize, total);
}

/** Entropy of grey level and size together. */
export function sizeEntropy({ count, total }: SizeMatrix): number {
  return entropy(count.map((counted) => counted / total));
}

/** How many there are for each voxel that they hold. */
export function perVoxel({ ofSize, sizes, total }: SizeMatrix): number {
  return total / dot(ofSize, sizes);
}

function variance(values: Float64Array, counts: Float64Array, total: number): number {
  const mean = dot(values, counts) / total;
  let sum = 0;
  for (let n = 0; n < values.length; n++) sum += counts[n] * (values[n] - mean) * (values[n] - mean);
  return sum / total;
}

function sumOfSquares(values: Float64Array): number {
  return dot(values, values);
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let n = 0; n < a.length; n++) sum += a[n] * b[n];
  return sum;
}
