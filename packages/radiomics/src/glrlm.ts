import { stepLength } from "./direction-weight.ts";
import { longestRun, neighbourCounts } from "./neighbour-counts.ts";
import type { WeightingNorm } from "./settings.ts";
import { type SizeMatrix, sizeMatrix } from "./size-matrix.ts";
import type { TextureBlock } from "./texture-block.ts";

/**
 * Grey level run length matrices: how often one grey level repeats how many times in a row, one matrix for each direction.
 *
 * A direction in which no line meets two voxels of the lesion is left out, as in PyRadiomics: it would only count voxels.
 *
 * @param norm - adds the counts of all directions up in one matrix, each times its step's length.
 * @see Galloway, Computer Graphics and Image Processing 4 (1975) 172-179.
 */
export function glrlms(block: TextureBlock, norm: WeightingNorm | null = null): SizeMatrix[] {
  const { levels } = block;
  const longest = longestRun(block);
  const lengths = Float64Array.from({ length: longest }, (_, n) => n + 1);
  const weighted = new Float64Array(norm === null ? 0 : levels.length * longest);
  let used = 0;
  const matrices = neighbourCounts(block).along.flatMap(({ pairs, runs }, direction) => {
    if (!someTouch(pairs, levels.length) && !someLineMeetsTwice(block, direction)) return [];
    used++;
    const counts = ofThisLength(runs, longest);
    if (norm === null) return [sizeMatrix(counts, levels, lengths)];
    const weight = stepLength(block.directions[direction], block.spacing, norm);
    for (let cell = 0; cell < weighted.length; cell++) weighted[cell] += weight * counts[cell];
    return [];
  });
  return norm !== null && used > 0 ? [sizeMatrix(weighted, levels, lengths)] : matrices;
}

/** Whether two voxels of the lesion touch. */
function someTouch(pairs: Uint32Array, levels: number): boolean {
  return pairs.some((count, cell) => count > 0 && cell % (levels + 1) > 0);
}

/** Runs of exactly so many voxels, from those of at least so many. */
function ofThisLength(runs: Uint32Array, longest: number): Uint32Array {
  return runs.map((count, cell) => ((cell + 1) % longest === 0 ? count : count - runs[cell + 1]));
}

/** Whether two voxels of the lesion lie on one line, be it with a gap between them. */
function someLineMeetsTwice({ voxels, size, directions }: TextureBlock, direction: number): boolean {
  const step = directions[direction];
  const axis = step.findIndex((x) => x !== 0);
  const lines = new Set<string>();
  for (const place of voxels) {
    const index = [place % size[0], Math.floor(place / size[0]) % size[1], Math.floor(place / (size[0] * size[1]))];
    const steps = index[axis] * step[axis];
    lines.add(index.map((x, a) => x - steps * step[a]).join());
  }
  return lines.size < voxels.length;
}
