import type { Vec3 } from "@hilum/volume";
import { neighbourCounts } from "./neighbour-counts.ts";
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
function zones(block: TextureBlock): { readonly ranks: Int32Array; readonly volumes: Int32Array } {
  const { ranks, voxels } = block;
  const leader = joined(block);
  const zoneOf = new Int32Array(ranks.length);
  const [ofZone, volumes] = [new Int32Array(voxels.length), new Int32Array(voxels.length)];
  let zone = 0;
  for (let v = 0; v < voxels.length; v++) {
    const place = voxels[v];
    // A leader stands before all it leads, so that its zone is known.
    if (leader[place] === place) {
      ofZone[zone] = ranks[place];
      zoneOf[place] = zone++;
    } else zoneOf[place] = zoneOf[leader[place]];
    volumes[zoneOf[place]]++;
  }
  return { ranks: ofZone.subarray(0, zone), volumes: volumes.subarray(0, zone) };
}

/** For each voxel an earlier one of its zone, or itself if there is none: sets that are united along pairs of like voxels. */
function joined(block: TextureBlock): Int32Array {
  const { ranks, voxels, offsets } = block;
  const { before } = neighbourCounts(block);
  const apart = directionsApart(block);
  const leader = new Int32Array(ranks.length);
  for (let v = 0; v < voxels.length; v++) {
    const place = voxels[v];
    leader[place] = place;
    for (let left = before[v]; left !== 0;) {
      const direction = 31 - Math.clz32(left);
      unite(leader, place, place - offsets[direction]);
      left &= apart[direction];
    }
  }
  return leader;
}

function unite(leader: Int32Array, a: number, b: number): void {
  const [first, second] = [leaderOf(leader, a), leaderOf(leader, b)];
  if (first < second) leader[second] = first;
  else leader[first] = second;
}

function leaderOf(leader: Int32Array, of: number): number {
  let place = of;
  while (leader[place] !== place) {
    // Shortens the way for the next one.
    leader[place] = leader[leader[place]];
    place = leader[place];
  }
  return place;
}

/**
 * For each direction, bits of those that still have to be looked at once the voxel before along it is known to be of the zone:
 * lower directions whose voxel does not touch that one. Those that do are united with it already.
 */
function directionsApart({ directions }: TextureBlock): number[] {
  return directions.map((step, n) =>
    directions.reduce((bits, other, m) => (m < n && !touch(step, other) ? bits | (1 << m) : bits), 0),
  );
}

function touch(a: Vec3, b: Vec3): boolean {
  return a.every((x, axis) => Math.abs(x - b[axis]) <= 1);
}
