import { stepLength } from "./direction-weight.ts";
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
  const { levels, size } = block;
  const longest = Math.max(...size) - 2;
  const lengths = Float64Array.from({ length: longest }, (_, n) => n + 1);
  const counts = new Uint32Array(levels.length * longest);
  const weighted = new Float64Array(norm === null ? 0 : counts.length);
  let used = 0;
  const matrices = block.offsets.flatMap((offset, direction) => {
    counts.fill(0);
    const touching = countRuns(block, offset, counts, longest);
    if (!touching && !someLineMeetsTwice(block, direction)) return [];
    used++;
    if (norm === null) return [sizeMatrix(counts, levels, lengths)];
    const weight = stepLength(block.directions[direction], block.spacing, norm);
    for (let cell = 0; cell < weighted.length; cell++) weighted[cell] += weight * counts[cell];
    return [];
  });
  return norm !== null && used > 0 ? [sizeMatrix(weighted, levels, lengths)] : matrices;
}

/** Whether two voxels of the lesion touch along the offset. */
function countRuns({ ranks, voxels }: TextureBlock, offset: number, counts: Uint32Array, longest: number): boolean {
  let touching = false;
  for (let v = 0; v < voxels.length; v++) {
    const start = voxels[v];
    const rank = ranks[start];
    let next = start + offset;
    if (ranks[next] > 0) touching = true;
    if (ranks[start - offset] === rank) continue;
    // The margin ends every run at the latest.
    let length = 1;
    for (; ranks[next] === rank; next += offset) length++;
    counts[(rank - 1) * longest + length - 1]++;
  }
  return touching;
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
