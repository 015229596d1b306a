import { randomStream } from "@hilum/numeric";
import type { Grid, Vec3, Volume } from "../volume.ts";

/** Density in HU at a point in LPS mm. */
export type Density = (point: Vec3) => number;

export const LUNG = -850;

/** The centre of every phantom's field of view. */
export const MIDDLE: Vec3 = [18, 18, 18];

/** A field of view of 36 mm. */
export function fieldOfView(spacing: Vec3, direction?: Grid["direction"]): Grid {
  return {
    size: [Math.round(36 / spacing[0]), Math.round(36 / spacing[1]), Math.round(36 / spacing[2])],
    spacing,
    origin: [0, 0, 0],
    direction: direction ?? [1, 0, 0, 0, 1, 0, 0, 0, 1],
  };
}

export function ball(radius: number, centre: Vec3 = MIDDLE): (point: Vec3) => boolean {
  return (p) => (p[0] - centre[0]) ** 2 + (p[1] - centre[1]) ** 2 + (p[2] - centre[2]) ** 2 <= radius ** 2;
}

/** A straight vessel along x, away from the middle by `offset` in y. */
export function vessel(radius: number, offset: number): (point: Vec3) => boolean {
  return (p) => (p[1] - MIDDLE[1] - offset) ** 2 + (p[2] - MIDDLE[2]) ** 2 <= radius ** 2;
}

/** A voxel's density is the mean over 3x3x3 places in it (partial volume), plus noise. */
export function scan(grid: Grid, density: Density, noiseHu: number): Volume<Int16Array> {
  const noise = randomStream("nodule phantom", noiseHu);
  const offsets = [-1 / 3, 0, 1 / 3];
  const mean = (index: Vec3): number => {
    let sum = 0;
    for (const c of offsets)
      for (const b of offsets)
        for (const a of offsets) sum += density(pointAt(grid, [index[0] + a, index[1] + b, index[2] + c]));
    return sum / 27;
  };
  return { grid, data: Int16Array.from(voxels(grid), (index) => mean(index) + noiseHu * noise.normal()) };
}

/** The voxels whose centres lie inside. */
export function inside(grid: Grid, region: (point: Vec3) => boolean): Uint8Array {
  return Uint8Array.from(voxels(grid), (index) => Number(region(pointAt(grid, index))));
}

function voxels(grid: Grid): Vec3[] {
  const [ni, nj, nk] = grid.size;
  return Array.from({ length: ni * nj * nk }, (_, v) => [v % ni, Math.floor(v / ni) % nj, Math.floor(v / (ni * nj))]);
}

/** Written out on purpose: the phantom must not share the geometry of the code under test. */
function pointAt({ origin: o, spacing: s, direction: d }: Grid, [i, j, k]: Vec3): Vec3 {
  const [x, y, z] = [i * s[0], j * s[1], k * s[2]];
  return [
    o[0] + d[0] * x + d[1] * y + d[2] * z,
    o[1] + d[3] * x + d[4] * y + d[5] * z,
    o[2] + d[6] * x + d[7] * y + d[8] * z,
  ];
}
