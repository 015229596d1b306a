import { neighbourCounts } from "./neighbour-counts.ts";
import { type SizeMatrix, sizeMatrix } from "./size-matrix.ts";
import type { TextureBlock } from "./texture-block.ts";

/** Sizes of a voxel and those of its 26 neighbours that have its grey level. */
const dependences = Float64Array.from({ length: 27 }, (_, n) => n + 1);

/**
 * Grey level dependence matrix: how many voxels of a grey level have how many neighbours of the same one, counting themselves.
 *
 * IBSI calls it the neighbouring grey level dependence matrix, of distance 1 and coarseness 0.
 *
 * @see Sun & Wee, Computer Vision, Graphics, and Image Processing 23 (1983) 341-352.
 */
export function gldm(block: TextureBlock): SizeMatrix {
  const { ranks, voxels, levels } = block;
  const { alike } = neighbourCounts(block);
  const counts = new Uint32Array(levels.length * dependences.length);
  for (let v = 0; v < voxels.length; v++) counts[(ranks[voxels[v]] - 1) * dependences.length + alike[v]]++;
  return sizeMatrix(counts, levels, dependences);
}
