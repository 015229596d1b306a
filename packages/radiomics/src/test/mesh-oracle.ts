import type { Vec3, Volume } from "@hilum/volume";
import { cubeTriangles } from "../marching-cubes-table.ts";

/** The grid of the masks below. */
export const oracleSize: Vec3 = [3, 4, 5];

/** Every cube around every voxel, each of its triangles with a tetrahedron to the voxel before the bounding box. */
export function meshByTriangles({ grid: { spacing }, data }: Volume): { volume: number; area: number } {
  const points = indices().filter((index) => data[at(index)] === 1);
  const lower = [0, 1, 2].map((a) => Math.min(...points.map((index) => index[a])) - 1);
  let [volume, area] = [0, 0];
  for (let k = -1; k < 5; k++)
    for (let j = -1; j < 4; j++)
      for (let i = -1; i < 3; i++) {
        const corners = Array.from({ length: 8 }, (_, c): Vec3 => [i + (c & 1), j + ((c >> 1) & 1), k + (c >> 2)]);
        const pattern = corners.reduce((bits, corner, c) => bits | (value(data, corner) << c), 0);
        for (const triangle of cubeTriangles[pattern]) {
          const [a, b, c] = [0, 3, 6].map((n) =>
            [i, j, k].map((index, x) => (index - lower[x] + triangle[n + x] / 2) * spacing[x]),
          );
          volume += dot(a, cross(b, c)) / 6;
          area += Math.hypot(...cross(minus(b, a), minus(c, a))) / 2;
        }
      }
  return { volume, area };
}

/** Largest distances between all pairs of mesh vertices: within planes of equal i, j and k, and in space. */
export function diametersByPairs({ grid: { spacing }, data }: Volume): number[] {
  const vertices = indices().flatMap((index) =>
    [0, 1, 2].flatMap((a) =>
      [-1, 1].flatMap((step) => {
        const neighbour = index.map((x, b) => x + (b === a ? step : 0));
        if (!data[at(index)] || value(data, neighbour)) return [];
        return [index.map((x, b) => (x + neighbour[b]) / 2)];
      }),
    ),
  );
  const largest = [0, 0, 0, 0];
  for (const a of vertices)
    for (const b of vertices) {
      const distance = Math.hypot(...a.map((x, n) => (x - b[n]) * spacing[n]));
      for (let n = 0; n < 4; n++) if (n === 3 || a[n] === b[n]) largest[n] = Math.max(largest[n], distance);
    }
  return largest;
}

function indices(): Vec3[] {
  return Array.from({ length: 60 }, (_, n): Vec3 => [n % 3, Math.floor(n / 3) % 4, Math.floor(n / 12)]);
}
function at([i, j, k]: readonly number[]): number {
  return i + 3 * (j + 4 * k);
}
function value(data: ArrayLike<number>, index: readonly number[]): number {
  return index.every((x, a) => x >= 0 && x < oracleSize[a]) ? data[at(index)] : 0;
}
function minus(a: number[], b: number[]): number[] {
  return a.map((x, n) => x - b[n]);
}
function cross([ax, ay, az]: number[], [bx, by, bz]: number[]): number[] {
  return [ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx];
}
function dot(a: number[], b: number[]): number {
  return a.reduce((sum, x, n) => sum + x * b[n], 0);
}
