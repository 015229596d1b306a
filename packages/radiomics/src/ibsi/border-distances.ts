import type { TexturePart } from "./aggregations.ts";
import type { IbsiLesion } from "./ibsi-lesion.ts";
import type { LevelBlock } from "./level-block.ts";

/**
 * How many steps across voxel faces lead out of the morphological mask, at the places of a block; 1 at the border, 0 elsewhere.
 *
 * @param within - "slice" looks along i and j only.
 * @see IBSI manual, section 3.9: what lies beyond the image counts as outside.
 */
export function borderDistances(
  { outline, voi }: IbsiLesion,
  block: LevelBlock,
  within: TexturePart["neighbours"],
): Int32Array {
  const distances = outlineDistances(outline, within);
  const { lower, size } = outline.box;
  const [di, dj, dk] = lower.map((first, axis) => voi.box.lower[axis] - first);
  const result = new Int32Array(block.ranks.length);
  for (const place of block.voxels) {
    const i = (place % block.size[0]) - 1 + di;
    const j = (Math.floor(place / block.size[0]) % block.size[1]) - 1 + dj;
    const k = Math.floor(place / (block.size[0] * block.size[1])) - 1 + dk;
    result[place] = distances[i + size[0] * (j + size[1] * k)];
  }
  return result;
}

/** Steps out of a mask, within its box: two sweeps, as for any city-block distance. */
function outlineDistances(
  { box: { size }, inside }: IbsiLesion["outline"],
  within: TexturePart["neighbours"],
): Int32Array {
  const [ni, nj] = size;
  const strides = [1, ni, ni * nj].slice(0, within === "slice" ? 2 : 3);
  const distances = new Int32Array(inside.length);
  const nearest = (at: number, step: -1 | 1): number => {
    const index = [at % ni, Math.floor(at / ni) % nj, Math.floor(at / (ni * nj))];
    let smallest = Number.POSITIVE_INFINITY;
    for (const [axis, stride] of strides.entries()) {
      const next = index[axis] + step;
      const beyond = next < 0 || next >= size[axis];
      smallest = Math.min(smallest, beyond ? 0 : distances[at + step * stride]);
    }
    return smallest + 1;
  };
  for (let at = 0; at < inside.length; at++) if (inside[at]) distances[at] = nearest(at, -1);
  for (let at = inside.length - 1; at >= 0; at--) {
    if (inside[at]) distances[at] = Math.min(distances[at], nearest(at, 1));
  }
  return distances;
}
