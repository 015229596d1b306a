import type { TexturePart } from "./aggregations.ts";

/** A connected group of voxels of one grey level. */
export interface Zones {
  /** Rank of each zone's grey level, from 1. */
  readonly ranks: Int32Array;
  /** Voxels of each zone. */
  readonly sizes: Int32Array;
  /** The smallest of its voxels' numbers, for each zone. */
  readonly least: Int32Array;
}

/**
 * The zones of a part: voxels of one grey level, each a neighbour of another across a face, an edge or a corner.
 *
 * @param numbers - of the places in the block, where the smallest of a zone is wanted.
 */
export function zonesOf({ block, voxels, offsets }: TexturePart, numbers?: Int32Array): Zones {
  const left = block.ranks.slice();
  const reached = new Int32Array(voxels.length);
  const [ranks, sizes, least] = [
    new Int32Array(voxels.length),
    new Int32Array(voxels.length),
    new Int32Array(voxels.length),
  ];
  let zone = 0;
  for (let v = 0; v < voxels.length; v++) {
    const rank = left[voxels[v]];
    if (rank === 0) continue;
    left[voxels[v]] = 0;
    reached[0] = voxels[v];
    let size = 1;
    for (let from = 0; from < size; from++) {
      for (let d = 0; d < offsets.length; d++) {
        for (const next of [reached[from] - offsets[d], reached[from] + offsets[d]]) {
          if (left[next] !== rank) continue;
          left[next] = 0;
          reached[size++] = next;
        }
      }
    }
    ranks[zone] = rank;
    sizes[zone] = size;
    if (numbers) {
      let smallest = numbers[reached[0]];
      for (let n = 1; n < size; n++) smallest = Math.min(smallest, numbers[reached[n]]);
      least[zone] = smallest;
    }
    zone++;
  }
  return { ranks: ranks.subarray(0, zone), sizes: sizes.subarray(0, zone), least: least.subarray(0, zone) };
}
