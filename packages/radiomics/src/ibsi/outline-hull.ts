import type { Vec3 } from "@hilum/volume";
import type { Voi } from "../voi.ts";
import { convexHull } from "./convex-hull.ts";

/** The convex hull of a lesion's surface mesh. */
export interface OutlineHull {
  /** mm³. */
  readonly volume: number;
  /** mm². */
  readonly area: number;
  /** Largest distance between two points of the mesh, in mm. */
  readonly diameter: number;
}

/** The convex hull of the middles between the lesion's voxel centres and their neighbours outside. */
export function outlineHull(voi: Voi): OutlineHull {
  const points = meshPoints(voi);
  const { triangles, corners } = convexHull(points);
  const at = (n: number): Vec3 => [
    (points[3 * n] * voi.spacing[0]) / 2,
    (points[3 * n + 1] * voi.spacing[1]) / 2,
    (points[3 * n + 2] * voi.spacing[2]) / 2,
  ];
  let [volume, area, diameter] = [0, 0, 0];
  for (const [n, m, l] of triangles) {
    const [a, b, c] = [at(n), at(m), at(l)];
    const normal = cross(minus(b, a), minus(c, a));
    area += Math.sqrt(dot(normal, normal)) / 2;
    volume += dot(a, normal) / 6;
  }
  const places = corners.map(at);
  for (const [n, a] of places.entries()) {
    for (let m = 0; m < n; m++) {
      const difference = minus(a, places[m]);
      diameter = Math.max(diameter, dot(difference, difference));
    }
  }
  return { volume, area, diameter: Math.sqrt(diameter) };
}

/**
 * The mesh points that can be corners of the hull, in half voxels: corners of the convex hull of their plane of constant k.
 *
 * They are looked for among the outermost points of each line along i.
 */
function meshPoints({ box: { size }, inside }: Voi): Int32Array {
  const [ni, nj, nk] = size;
  // Planes and lines stand at every half voxel from −1 on.
  const [width, planes] = [2 * nj + 1, 2 * nk + 1];
  const first = new Int32Array(width * planes).fill(2 * ni);
  const last = new Int32Array(width * planes).fill(-2);
  const add = (i: number, j: number, k: number) => {
    const line = j + 1 + width * (k + 1);
    if (i < first[line]) first[line] = i;
    if (i > last[line]) last[line] = i;
  };
  for (let k = 0, at = 0; k < nk; k++)
    for (let j = 0; j < nj; j++)
      for (let i = 0; i < ni; i++, at++) {
        if (!inside[at]) continue;
        if (i === 0 || !inside[at - 1]) add(2 * i - 1, 2 * j, 2 * k);
        if (i === ni - 1 || !inside[at + 1]) add(2 * i + 1, 2 * j, 2 * k);
        if (j === 0 || !inside[at - ni]) add(2 * i, 2 * j - 1, 2 * k);
        if (j === nj - 1 || !inside[at + ni]) add(2 * i, 2 * j + 1, 2 * k);
        if (k === 0 || !inside[at - ni * nj]) add(2 * i, 2 * j, 2 * k - 1);
        if (k === nk - 1 || !inside[at + ni * nj]) add(2 * i, 2 * j, 2 * k + 1);
      }
  const points: number[] = [];
  for (let plane = 0; plane < planes; plane++) {
    const lines = Array.from({ length: width }, (_, line) => line).filter((line) => last[line + width * plane] > -2);
    for (const [ends, side] of [
      [first, -1],
      [last, 1],
    ] as const) {
      const chain = convexChain(lines, (line) => side * ends[line + width * plane]);
      for (const line of chain) points.push(ends[line + width * plane], line - 1, plane - 1);
    }
  }
  return Int32Array.from(points);
}

/** The lines whose ends stand out: none lies on or behind the straight line between two others. */
function convexChain(lines: readonly number[], end: (line: number) => number): number[] {
  const chain: number[] = [];
  for (const line of lines) {
    while (chain.length > 1) {
      const [a, b] = [chain[chain.length - 2], chain[chain.length - 1]];
      if ((end(b) - end(a)) * (line - a) > (end(line) - end(a)) * (b - a)) break;
      chain.pop();
    }
    chain.push(line);
  }
  return chain;
}

function minus(a: Vec3, b: Vec3): Vec3 {
  return [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
}

function cross([ax, ay, az]: Vec3, [bx, by, bz]: Vec3): Vec3 {
  return [ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx];
}

function dot(a: Vec3, b: Vec3): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}
