import { randomStream } from "@hilum/numeric";
import type { Training } from "../step.ts";

/** Names x0, x1 ... for the columns of plain rows. */
export function columnNames(rows: readonly ArrayLike<number>[]): string[] {
  return Array.from({ length: rows[0].length }, (_, at) => `x${at}`);
}

/** Training rows for a single step. */
export function training(rows: readonly ArrayLike<number>[], labels: readonly number[]): Training {
  return {
    table: { columns: columnNames(rows), rows: rows.map((row) => Float64Array.from(row)) },
    labels,
    groups: [...labels.keys()],
    random: randomStream("small tables"),
  };
}

/** Cases whose label depends on the first two of their columns; patients have one to three rows each. */
export function syntheticCases({ rows: n, columns: k, seed = 1 }: { rows: number; columns: number; seed?: number }) {
  const random = randomStream("synthetic cases", seed);
  const rows = Array.from({ length: n }, () => Float64Array.from({ length: k }, () => random.normal()));
  const labels = rows.map((row, i) => (i < 2 ? i : Number(row[0] + row[1] ** 2 + random.normal() > 1)));
  const groups: string[] = [];
  for (let patient = 0; groups.length < n; patient++) {
    for (let left = 1 + random.integer(3); left > 0 && groups.length < n; left--) groups.push(`p${patient}`);
  }
  return { table: { columns: columnNames(rows), rows }, labels, groups };
}
