import type { Vec3 } from "@hilum/volume";

/** Grey level of each voxel of a small box, 0 outside the lesion. */
export interface Levels {
  readonly size: Vec3;
  readonly at: (index: readonly number[]) => number;
}

/** Every voxel of the lesion. */
export function voxelsOf({ size, at }: Levels): Vec3[] {
  const [ni, nj, nk] = size;
  const indices = Array.from({ length: ni * nj * nk }, (_, n): Vec3 => [
    n % ni,
    Math.floor(n / ni) % nj,
    Math.floor(n / (ni * nj)),
  ]);
  return indices.filter((index) => at(index) > 0);
}

/** Pairs of grey levels of all ordered pairs of voxels that are one step apart, either way. */
export function pairsAlong(levels: Levels, step: Vec3): Counts {
  const voxels = voxelsOf(levels);
  const apart = (a: Vec3, b: Vec3, sign: number) => a.every((x, n) => b[n] - x === sign * step[n]);
  const counts: Counts = {};
  for (const a of voxels)
    for (const b of voxels) if (apart(a, b, 1) || apart(a, b, -1)) count(counts, levels.at(a), levels.at(b));
  return counts;
}

/** Grey level and length of each run: the voxels of each line written down in order, then cut where the level changes. */
export function runsAlong(levels: Levels, step: Vec3): Counts {
  const counts: Counts = {};
  for (const start of allStarts(levels.size, step)) {
    const line: number[] = [];
    for (let at: number[] = [...start]; isIn(levels.size, at); at = at.map((x, n) => x + step[n]))
      line.push(levels.at(at));
    for (const [run] of line
      .map((level) => String.fromCodePoint(level))
      .join("")
      .matchAll(/([^\0])\1*/g))
      count(counts, run.codePointAt(0) ?? 0, run.length);
  }
  return counts;
}

/** Grey level and size of each zone: labels spread from voxel to voxel until nothing changes. */
export function zonesOf(levels: Levels): Counts {
  const voxels = voxelsOf(levels);
  const labels = voxels.map((_, n) => n);
  for (let changed = true; changed;) {
    changed = false;
    for (const [a, first] of voxels.entries())
      for (const [b, second] of voxels.entries())
        if (areNeighbours(first, second) && levels.at(first) === levels.at(second) && labels[b] < labels[a]) {
          labels[a] = labels[b];
          changed = true;
        }
  }
  const counts: Counts = {};
  for (const label of new Set(labels))
    count(counts, levels.at(voxels[label]), labels.filter((other) => other === label).length);
  return counts;
}

/** Grey level and number of equal neighbours, plus one, of each voxel. */
export function dependencesOf(levels: Levels): Counts {
  const voxels = voxelsOf(levels);
  const counts: Counts = {};
  for (const a of voxels) {
    const alike = voxels.filter((b) => areNeighbours(a, b) && levels.at(a) === levels.at(b));
    count(counts, levels.at(a), alike.length + 1);
  }
  return counts;
}

/** Sum of the distances of each grey level's voxels from their neighbours' mean. */
export function differencesOf(levels: Levels): Record<number, number> {
  const voxels = voxelsOf(levels);
  const sums: Record<number, number> = {};
  for (const a of voxels) {
    const around = voxels.filter((b) => areNeighbours(a, b)).map((b) => levels.at(b));
    const mean = around.reduce((sum, level) => sum + level, 0) / around.length;
    sums[levels.at(a)] = (sums[levels.at(a)] ?? 0) + (around.length === 0 ? 0 : Math.abs(levels.at(a) - mean));
  }
  return sums;
}

/** How often what has happened, keyed by two numbers. */
export type Counts = Record<string, number>;

function count(counts: Counts, a: number, b: number): void {
  counts[`${a} ${b}`] = (counts[`${a} ${b}`] ?? 0) + 1;
}

function areNeighbours(a: Vec3, b: Vec3): boolean {
  return Math.max(...a.map((x, n) => Math.abs(x - b[n]))) === 1;
}

function isIn(size: Vec3, index: readonly number[]): boolean {
  return index.every((x, n) => x >= 0 && x < size[n]);
}

/** Voxels of the box that have no voxel of the box before them. */
function allStarts(size: Vec3, step: Vec3): Vec3[] {
  return voxelsOf({ size, at: () => 1 }).filter(
    (index) =>
      !isIn(
        size,
        index.map((x, n) => x - step[n]),
      ),
  );
}
