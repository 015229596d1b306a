import { type SizeMatrix, sizeMatrix } from "./size-matrix.ts";
import type { TextureBlock } from "./texture-block.ts";

/**
 * Grey level size zone matrix: how many zones of a grey level have how many voxels.
 *
 * A zone holds voxels of one grey level, each a neighbour of another across a face, an edge or a corner.
 *
 * @see Thibault et al., International Journal of Pattern Recognition and Artificial Intelligence 27 (2013) 1357002.
 */
export function glszm(block: TextureBlock): SizeMatrix {
  const { levels } = block;
  const { ranks, volumes } = zones(block);
  const sizes = Float64Array.from(new Set(volumes)).sort();
  const columnOf = new Int32Array(sizes[sizes.length - 1] + 1);
  sizes.forEach((size, column) => {
    columnOf[size] = column;
  });
  const counts = new Uint32Array(levels.length * sizes.length);
  for (let zone = 0; zone < ranks.length; zone++) counts[(ranks[zone] - 1) * sizes.length + columnOf[volumes[zone]]]++;
  return sizeMatrix(counts, levels, sizes);
}

/** Rank of the grey level and number of voxels of each zone. */
function zones({ ranks, voxels, offsets }: TextureBlock): { readonly ranks: Int32Array; readonly volumes: Int32Array } {
  const left = ranks.slice();
  const reached = new Int32Array(voxels.length);
  const [ofZone, volumes] = [new Int32Array(voxels.length), new Int32Array(voxels.length)];
  let zone = 0;
  for (let v = 0; v < voxels.length; v++) {
    const rank = left[voxels[v]];
    if (rank === 0) continue;
    left[voxels[v]] = 0;
    reached[0] = voxels[v];
    let volume = 1;
    for (let from = 0; from < volume; from++) {
      const place = reached[from];
      for (let d = 0; d < offsets.length; d++) {
        const [before, after] = [place - offsets[d], place + offsets[d]];
        if (left[before] === rank) {
          left[before] = 0;
          reached[volume++] = before;
        }
        if (left[after] === rank) {
          left[after] = 0;
          reached[volume++] = after;
        }
      }
    }
    ofZone[zone] = rank;
    volumes[zone++] = volume;
  }
  return { ranks: ofZone.subarray(0, zone), volumes: volumes.subarray(0, zone) };
}
