import { boxOf } from "./bounding-box.ts";
import { crop } from "./crop.ts";
import { paste } from "./paste.ts";
import type { Vec3, Volume } from "./volume.ts";

/** Voxels touch by faces (6), faces and edges (18), or faces, edges and corners (26). */
export type Connectivity = 6 | 18 | 26;

/** The parts of a mask, largest first. */
export interface Components {
  /** 0 outside the mask, 1 in the largest part, 2 in the next, …; equal parts in the order of their first voxel. */
  readonly labels: Volume<Int32Array>;
  /** Voxels of part 1, 2, …. */
  readonly sizes: readonly number[];
}

/** The connected parts of the voxels that are not 0. */
export function connectedComponents(mask: Volume, connectivity: Connectivity): Components {
  const labels = { grid: mask.grid, data: new Int32Array(mask.data.length) };
  const box = boxOf(mask);
  if (box === undefined) return { labels, sizes: [] };
  const { grid, data } = crop(mask, { box });
  const parts = new Int32Array(data.length);
  const sizes: number[] = [];
  const steps = neighbours(connectivity);
  for (let seed = 0; seed < data.length; seed++) {
    if (data[seed] === 0 || parts[seed] !== 0) continue;
    sizes.push(flood(data, grid.size, steps, seed, parts, sizes.length + 1));
  }
  const order = sizes.map((_, n) => n).sort((a, b) => sizes[b] - sizes[a] || a - b);
  const rank = new Int32Array(sizes.length + 1);
  order.forEach((part, n) => (rank[part + 1] = n + 1));
  paste({ grid, data: parts.map((part) => rank[part]) }, labels, box.lower);
  return { labels, sizes: order.map((part) => sizes[part]) };
}

function neighbours(connectivity: Connectivity): Vec3[] {
  const reach = { 6: 1, 18: 2, 26: 3 }[connectivity];
  const near = [-1, 0, 1];
  return near
    .flatMap((i) => near.flatMap((j) => near.map((k) => [i, j, k] as const)))
    .filter(([i, j, k]) => {
      const distance = Math.abs(i) + Math.abs(j) + Math.abs(k);
      return distance > 0 && distance <= reach;
    });
}

/** Gives one part its label; returns how many voxels it has. */
function flood(
  data: Volume["data"],
  [ni, nj, nk]: Vec3,
  steps: readonly Vec3[],
  seed: number,
  labels: Int32Array,
  label: number,
): number {
  const waiting = [seed];
  labels[seed] = label;
  let count = 0;
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    count++;
    const i = at % ni;
    const j = Math.floor(at / ni) % nj;
    const k = Math.floor(at / (ni * nj));
    for (const [di, dj, dk] of steps) {
      const [a, b, c] = [i + di, j + dj, k + dk];
      if (a < 0 || b < 0 || c < 0 || a >= ni || b >= nj || c >= nk) continue;
      const next = a + ni * (b + nj * c);
      if (data[next] === 0 || labels[next] !== 0) continue;
      labels[next] = label;
      waiting.push(next);
    }
  }
  return count;
}
