import { StatsError } from "../errors.ts";

/**
 * The assignment of rows to different columns with the smallest total cost: the column of each row.
 *
 * Shortest augmenting paths with dual potentials, O(rows² x columns).
 *
 * @param cost - finite numbers, at least as many columns as rows.
 * @throws StatsError `length-mismatch` for more rows than columns, or rows of different lengths.
 * @see Jonker & Volgenant, Computing 38 (1987) 325-340.
 */
export function assign(cost: readonly ArrayLike<number>[]): number[] {
  const rows = cost.length;
  const columns = rows === 0 ? 0 : cost[0].length;
  if (rows > columns || cost.some((row) => row.length !== columns)) {
    throw new StatsError(
      "length-mismatch",
      `An assignment needs at least as many columns as rows, all rows of one length; found ${rows} rows of ${columns}.`,
    );
  }
  const rowPotential = new Float64Array(rows);
  const columnPotential = new Float64Array(columns);
  const rowOf = new Int32Array(columns).fill(-1);
  for (let start = 0; start < rows; start++) {
    const shortest = new Float64Array(columns).fill(Infinity);
    const before = new Int32Array(columns).fill(-1);
    const done = new Uint8Array(columns);
    let row = start;
    let last = -1;
    let length = 0;
    let end = -1;
    while (end < 0) {
      let next = -1;
      for (let j = 0; j < columns; j++) {
        if (done[j] === 1) continue;
        const through = length + cost[row][j] - rowPotential[row] - columnPotential[j];
        if (through < shortest[j]) {
          shortest[j] = through;
          before[j] = last;
        }
        if (next < 0 || shortest[j] < shortest[next]) next = j;
      }
      done[next] = 1;
      length = shortest[next];
      if (rowOf[next] < 0) end = next;
      else {
        last = next;
        row = rowOf[next];
      }
    }
    rowPotential[start] += length;
    for (let j = 0; j < columns; j++) {
      if (done[j] === 0 || j === end) continue;
      rowPotential[rowOf[j]] += length - shortest[j];
      columnPotential[j] -= length - shortest[j];
    }
    for (let j = end; j >= 0;) {
      const previous = before[j];
      rowOf[j] = previous < 0 ? start : rowOf[previous];
      j = previous;
    }
  }
  const columnOf = Array.from({ length: rows }, () => -1);
  for (let j = 0; j < columns; j++) if (rowOf[j] >= 0) columnOf[rowOf[j]] = j;
  return columnOf;
}
