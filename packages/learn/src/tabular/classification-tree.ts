import { checkCount } from "../check-option.ts";

/** When a tree stops to grow. */
export interface TreeLimits {
  /** Largest number of splits above a leaf; default: no limit. */
  readonly maxDepth?: number;
  /** Fewest training rows in a leaf; default 1. */
  readonly minSamplesLeaf?: number;
}

/** One node; children stand after their parent in the list. Rows with `value <= threshold` go to `left`. */
export interface TreeNode {
  /** Split column, or -1 in a leaf. */
  column: number;
  threshold: number;
  left: number;
  right: number;
  /** Training rows that reach it, and how many of them are positive. */
  rows: number;
  positives: number;
}

export interface ClassificationTree {
  readonly nodes: readonly TreeNode[];
  /** Share of each column in the decrease of Gini impurity; sums to 1, all 0 for a tree without a split. */
  readonly importance: Float64Array;
}

/** Columns of training rows with their order, sorted once for any number of trees. */
export interface SortedColumns {
  readonly values: readonly Float64Array[];
  readonly order: readonly Int32Array[];
}

export function sortColumns(values: readonly Float64Array[]): SortedColumns {
  const order = values.map((column) => {
    const rows = Int32Array.from(column, (_, row) => row);
    return rows.sort((a, b) => column[a] - column[b]);
  });
  return { values, order };
}

/**
 * A classification tree: every node is split where Gini impurity falls most, midway between two neighbouring values,
 * until it is pure or a limit is met. Of equally good splits the first column's lowest threshold wins.
 *
 * @param labels - 1 or 0 for each row.
 * @param weights - how often each row counts (a bootstrap sample's multiplicities); whole numbers, default 1.
 * @see Breiman, Friedman, Olshen & Stone, Classification and Regression Trees (1984).
 */
export function growTree(
  { values, order }: SortedColumns,
  labels: readonly number[],
  { maxDepth = Infinity, minSamplesLeaf = 1 }: TreeLimits = {},
  weights: Int32Array = new Int32Array(labels.length).fill(1),
): ClassificationTree {
  checkCount("minSamplesLeaf", minSamplesLeaf);
  if (maxDepth !== Infinity) checkCount("maxDepth", maxDepth);
  const sorted = order.map((rows) => rowsThatCount(rows, weights));
  // Values in sorted order beside the rows: walking them in memory order is several times faster than looking them up.
  const sortedValues = sorted.map((rows, c) => valuesOf(values[c], rows));
  const spare = new Int32Array(sorted[0].length);
  const spareValues = new Float64Array(spare.length);
  const isLeft = new Uint8Array(labels.length);
  const positive = weights.map((weight, row) => weight * labels[row]);
  const nodes: TreeNode[] = [];
  const importance = new Float64Array(values.length);

  /** Rows of a node are one segment, the same in every sorted column. */
  function grow(start: number, end: number, depth: number): number {
    let rows = 0;
    let positives = 0;
    for (let i = start; i < end; i++) {
      const row = sorted[0][i];
      rows += weights[row];
      positives += positive[row];
    }
    const node: TreeNode = { column: -1, threshold: 0, left: -1, right: -1, rows, positives };
    const id = nodes.push(node) - 1;
    const pure = positives === 0 || positives === rows;
    if (pure || depth >= maxDepth || rows < 2 * minSamplesLeaf) return id;
    const split = bestSplit(start, end, rows, positives);
    if (!split) return id;

    const column = values[split.column];
    for (let i = start; i < end; i++) {
      const row = sorted[0][i];
      isLeft[row] = column[row] <= split.threshold ? 1 : 0;
    }
    const middle = partition(start, end);
    importance[split.column] += split.purity - purity(positives, rows);
    node.column = split.column;
    node.threshold = split.threshold;
    node.left = grow(start, middle, depth + 1);
    node.right = grow(middle, end, depth + 1);
    return id;
  }

  function bestSplit(start: number, end: number, rows: number, positives: number) {
    let best = { column: -1, threshold: 0, purity: -Infinity };
    for (let c = 0; c < values.length; c++) {
      const column = sortedValues[c];
      const segment = sorted[c];
      let leftRows = 0;
      let leftPositives = 0;
      let next = column[start];
      for (let i = start; i < end - 1; i++) {
        const row = segment[i];
        const value = next;
        next = column[i + 1];
        leftRows += weights[row];
        leftPositives += positive[row];
        if (next === value || leftRows < minSamplesLeaf || rows - leftRows < minSamplesLeaf) continue;
        const both = purity(leftPositives, leftRows) + purity(positives - leftPositives, rows - leftRows);
        if (both > best.purity) best = { column: c, threshold: between(value, next), purity: both };
      }
    }
    return best.column < 0 ? undefined : best;
  }

  /** Moves the rows marked in `isLeft` to the front of the segment of every column, keeping both sides sorted. */
  function partition(start: number, end: number): number {
    let middle = start;
    for (let c = 0; c < sorted.length; c++) {
      const segment = sorted[c];
      const column = sortedValues[c];
      let right = 0;
      middle = start;
      for (let i = start; i < end; i++) {
        const row = segment[i];
        if (isLeft[row]) {
          segment[middle] = row;
          column[middle++] = column[i];
        } else {
          spare[right] = row;
          spareValues[right++] = column[i];
        }
      }
      for (let i = 0; i < right; i++) {
        segment[middle + i] = spare[i];
        column[middle + i] = spareValues[i];
      }
    }
    return middle;
  }

  grow(0, sorted[0].length, 0);
  const total = importance.reduce((sum, value) => sum + value, 0);
  return { nodes, importance: total > 0 ? importance.map((value) => value / total) : importance };
}

/** The leaf that a row falls into. */
export function leafOf(nodes: readonly TreeNode[], row: ArrayLike<number>): TreeNode {
  let node = nodes[0];
  while (node.column >= 0) node = nodes[row[node.column] <= node.threshold ? node.left : node.right];
  return node;
}

function rowsThatCount(rows: Int32Array, weights: Int32Array): Int32Array {
  const kept = new Int32Array(rows.length);
  let count = 0;
  for (let i = 0; i < rows.length; i++) if (weights[rows[i]] > 0) kept[count++] = rows[i];
  return kept.subarray(0, count);
}

function valuesOf(column: Float64Array, rows: Int32Array): Float64Array {
  const sorted = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i++) sorted[i] = column[rows[i]];
  return sorted;
}

/** Rows minus their Gini impurity times rows: the part of a node's sum that a split can raise. */
function purity(positives: number, rows: number): number {
  const negatives = rows - positives;
  return (positives * positives + negatives * negatives) / rows;
}

/** The midpoint, unless rounding would put it on the upper value. */
function between(low: number, high: number): number {
  const middle = low + (high - low) / 2;
  return middle < high ? middle : low;
}
