import type { TextureBlock } from "./texture-block.ts";

/** What the pairs of touching voxels say, for the matrices of co-occurrence, run length, dependence and size zones. */
export interface NeighbourCounts {
  /** One for each direction of the block. */
  readonly along: readonly DirectionCounts[];
  /** For each voxel of the lesion, how many of all its neighbours have its grey level. */
  readonly alike: Uint8Array;
  /** For each voxel, bit n is set if the voxel one step back along direction n has its grey level. */
  readonly before: Uint16Array;
}

/** Pairs and runs along one direction. */
export interface DirectionCounts {
  /**
   * How often a voxel has a rank (row) and the voxel one step back another (column); one row and column more than there are
   * levels, as rank 0 stands for the outside.
   */
  readonly pairs: Uint32Array;
  /** How many runs of a rank (row, from 0) have at least so many voxels (column, from 0). */
  readonly runs: Uint32Array;
}

/** Several matrices are made from the same counts. */
const known = new WeakMap<TextureBlock, NeighbourCounts>();

/** Compares every voxel of the lesion with its neighbours, once for all matrices. */
export function neighbourCounts(block: TextureBlock): NeighbourCounts {
  const counted = known.get(block) ?? countNeighbours(block);
  known.set(block, counted);
  return counted;
}

/** Voxels of the longest run there can be. */
export function longestRun({ size }: TextureBlock): number {
  return Math.max(...size) - 2;
}

function countNeighbours(block: TextureBlock): NeighbourCounts {
  const { ranks, voxels, levels, offsets } = block;
  const longest = longestRun(block);
  const found: Alike = {
    count: new Uint8Array(ranks.length),
    before: new Uint16Array(voxels.length),
    lengths: new Uint16Array(ranks.length),
  };
  const ofRank = new Uint32Array(levels.length);
  for (let v = 0; v < voxels.length; v++) ofRank[ranks[voxels[v]] - 1]++;
  const along = offsets.map((_, direction) => {
    const pairs = new Uint32Array((levels.length + 1) ** 2);
    const runs = new Uint32Array(levels.length * longest);
    countAlong(block, direction, pairs, runs, longest, found);
    // Every voxel that does not go on with a run begins one.
    for (let rank = 0, at = 0; rank < levels.length; rank++, at += longest) {
      let goOn = 0;
      for (let length = 1; length < longest; length++) goOn += runs[at + length];
      runs[at] = ofRank[rank] - goOn;
    }
    return { pairs, runs };
  });
  const alike = new Uint8Array(voxels.length);
  for (let v = 0; v < voxels.length; v++) alike[v] = found.count[voxels[v]];
  return { along, alike, before: found.before };
}

interface Alike {
  /** Neighbours of the same rank, at the place of the voxel. */
  readonly count: Uint8Array;
  readonly before: Uint16Array;
  /** Voxels of the run that ends at the place. */
  readonly lengths: Uint16Array;
}

/** Most of the time of all texture is spent in this loop: it touches as few arrays as it can. */
function countAlong(
  { ranks, voxels, levels, offsets }: TextureBlock,
  direction: number,
  pairs: Uint32Array,
  runs: Uint32Array,
  longest: number,
  { count, before, lengths }: Alike,
): void {
  const offset = offsets[direction];
  const width = levels.length + 1;
  lengths.fill(1);
  for (let v = 0; v < voxels.length; v++) {
    const place = voxels[v];
    const rank = ranks[place];
    const other = ranks[place - offset];
    pairs[rank * width + other]++;
    if (rank !== other) continue;
    count[place]++;
    count[place - offset]++;
    before[v] |= 1 << direction;
    // Each voxel is the end of the first so many of its run.
    const earlier = lengths[place - offset];
    lengths[place] = earlier + 1;
    runs[(rank - 1) * longest + earlier]++;
  }
}
