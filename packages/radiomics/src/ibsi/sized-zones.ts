import { sizeMatrix } from "../size-matrix.ts";
import type { TexturePart } from "./aggregations.ts";
import type { Sized } from "./size-table.ts";

/** The matrix of things that each have a grey level's rank and a whole number from 1 as their size. */
export function sizedOf({ block: { levels }, voxels }: TexturePart, ranks: Int32Array, sizes: Int32Array): Sized {
  const distinct = Float64Array.from(new Set(sizes)).sort();
  const columnOf = new Int32Array(distinct[distinct.length - 1] + 1);
  for (const [column, size] of distinct.entries()) columnOf[size] = column;
  const counts = new Uint32Array(levels.length * distinct.length);
  for (let n = 0; n < ranks.length; n++) counts[(ranks[n] - 1) * distinct.length + columnOf[sizes[n]]]++;
  return { matrix: sizeMatrix(counts, levels, distinct), voxelCount: voxels.length };
}
