import type { Vec3 } from "@hilum/volume";

/** A closed surface of triangles around points: three indices of points each, counter-clockwise seen from outside. */
export interface ConvexHull {
  readonly triangles: readonly Vec3[];
  /** The points that are corners of the hull. */
  readonly corners: readonly number[];
}

/**
 * The convex hull of points with whole-number coordinates, exact below 2^16; points that do not span a body have none.
 *
 * Each point that lies outside what was found so far replaces the triangles that it sees by a cone from their rim.
 *
 * @param points - x, y, z of each.
 */
export function convexHull(points: Int32Array): ConvexHull {
  const start = firstTetrahedron(points);
  if (!start) return { triangles: [], corners: [] };
  const [a, b, c, d] = start;
  let faces: Vec3[] = [
    [a, b, c],
    [a, c, d],
    [a, d, b],
    [b, d, c],
  ];
  for (let point = 0; point < points.length / 3; point++) {
    const hidden: Vec3[] = [];
    const rim = new Map<string, readonly [number, number]>();
    for (const face of faces) {
      if (sixfoldVolume(points, face, point) <= 0) {
        hidden.push(face);
        continue;
      }
      for (const [from, to] of [
        [face[0], face[1]],
        [face[1], face[2]],
        [face[2], face[0]],
      ] as const) {
        // An edge between two seen triangles is met once in each direction.
        if (!rim.delete(`${to},${from}`)) rim.set(`${from},${to}`, [from, to]);
      }
    }
    if (rim.size === 0) continue;
    faces = hidden;
    for (const [from, to] of rim.values()) faces.push([from, to, point]);
  }
  return { triangles: faces, corners: [...new Set(faces.flat())] };
}

/** Six times the volume between a triangle and a point, positive where the point sees the triangle from outside. */
function sixfoldVolume(points: Int32Array, [a, b, c]: Vec3, point: number): number {
  const [x, y, z] = [points[3 * a], points[3 * a + 1], points[3 * a + 2]];
  const [ux, uy, uz] = [points[3 * b] - x, points[3 * b + 1] - y, points[3 * b + 2] - z];
  const [vx, vy, vz] = [points[3 * c] - x, points[3 * c + 1] - y, points[3 * c + 2] - z];
  const [wx, wy, wz] = [points[3 * point] - x, points[3 * point + 1] - y, points[3 * point + 2] - z];
  return (uy * vz - uz * vy) * wx + (uz * vx - ux * vz) * wy + (ux * vy - uy * vx) * wz;
}

/** Four points that span a body, the fourth behind the triangle of the others. */
function firstTetrahedron(points: Int32Array): [number, number, number, number] | undefined {
  const count = points.length / 3;
  const all = Array.from({ length: count }, (_, n) => n);
  const apart = (n: number, m: number) => [0, 1, 2].some((axis) => points[3 * n + axis] !== points[3 * m + axis]);
  const b = all.find((n) => apart(n, 0));
  if (b === undefined) return undefined;
  const c = all.find((n) => !onLine(points, 0, b, n));
  if (c === undefined) return undefined;
  const d = all.find((n) => sixfoldVolume(points, [0, b, c], n) !== 0);
  if (d === undefined) return undefined;
  return sixfoldVolume(points, [0, b, c], d) < 0 ? [0, b, c, d] : [0, c, b, d];
}

function onLine(points: Int32Array, a: number, b: number, n: number): boolean {
  const [ux, uy, uz] = [0, 1, 2].map((axis) => points[3 * b + axis] - points[3 * a + axis]);
  const [vx, vy, vz] = [0, 1, 2].map((axis) => points[3 * n + axis] - points[3 * a + axis]);
  return uy * vz === uz * vy && uz * vx === ux * vz && ux * vy === uy * vx;
}
