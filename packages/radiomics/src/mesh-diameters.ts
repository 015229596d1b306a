import type { Vec3 } from "@hilum/volume";
import type { Voi } from "./voi.ts";

/** Largest distances between vertices of the surface mesh, in mm. */
export interface MeshDiameters {
  readonly inSpace: number;
  /** Largest distance within one plane of constant i, j and k; planes stand every half voxel. */
  readonly inPlane: Vec3;
}

/**
 * The lesion's largest diameters, exactly, without comparing every pair of vertices.
 *
 * The two ends of a largest distance are corners of the convex hull of their plane, and those of the largest of all are
 * corners of the hull in each of their three planes, so only such vertices are compared.
 */
export function meshDiameters(voi: Voi): MeshDiameters {
  const vertices = meshVertices(voi);
  const cornerOf = new Uint8Array(vertices.length / 3);
  const inPlane = [0, 1, 2].map((axis) => {
    let largest = 0;
    for (const plane of planes(vertices, axis)) {
      const hull = convexHull(vertices, plane, (axis + 1) % 3, (axis + 2) % 3);
      for (const vertex of hull) cornerOf[vertex]++;
      largest = Math.max(largest, largestDistance(vertices, hull, voi.spacing));
    }
    return largest;
  });
  const corners = Array.from(cornerOf.keys()).filter((vertex) => cornerOf[vertex] === 3);
  return { inSpace: largestDistance(vertices, corners, voi.spacing), inPlane: [inPlane[0], inPlane[1], inPlane[2]] };
}

/** Middle points of all edges between a voxel inside and one outside: x, y, z in half voxels, three numbers each. */
function meshVertices({ box: { size }, inside }: Voi): Int32Array {
  const vertices: number[] = [];
  const [ni, nj] = size;
  const strides = [1, ni, ni * nj];
  for (let at = 0; at < inside.length; at++) {
    if (!inside[at]) continue;
    const index = [at % ni, Math.floor(at / ni) % nj, Math.floor(at / (ni * nj))];
    for (let axis = 0; axis < 3; axis++) {
      for (const step of [-1, 1]) {
        const neighbour = index[axis] + step;
        if (neighbour >= 0 && neighbour < size[axis] && inside[at + step * strides[axis]]) continue;
        for (let b = 0; b < 3; b++) vertices.push(2 * index[b] + (b === axis ? step : 0));
      }
    }
  }
  return Int32Array.from(vertices);
}

/** The vertices of each plane of constant coordinate `axis`, ordered by the two other coordinates. */
function planes(vertices: Int32Array, axis: number): number[][] {
  const [u, v] = [(axis + 1) % 3, (axis + 2) % 3];
  let sorted: Uint32Array = Uint32Array.from({ length: vertices.length / 3 }, (_, vertex) => vertex);
  for (const by of [v, u, axis]) sorted = sortBy(vertices, sorted, by);
  const found: number[][] = [];
  for (const vertex of sorted) {
    const plane = found.at(-1);
    if (plane && vertices[3 * plane[0] + axis] === vertices[3 * vertex + axis]) plane.push(vertex);
    else found.push([vertex]);
  }
  return found;
}

/** A stable counting sort; coordinates start at −1. */
function sortBy(vertices: Int32Array, indices: Uint32Array, axis: number): Uint32Array {
  let largest = -1;
  for (let n = axis; n < vertices.length; n += 3) largest = Math.max(largest, vertices[n]);
  const start = new Uint32Array(largest + 3);
  for (const vertex of indices) start[vertices[3 * vertex + axis] + 2]++;
  for (let n = 1; n < start.length; n++) start[n] += start[n - 1];
  const sorted = new Uint32Array(indices.length);
  for (const vertex of indices) sorted[start[vertices[3 * vertex + axis] + 1]++] = vertex;
  return sorted;
}

/** Corners of the convex hull of points ordered by (u, v), in whole numbers and therefore exact (Andrew's chains). */
function convexHull(vertices: Int32Array, points: readonly number[], u: number, v: number): number[] {
  if (points.length < 3) return [...points];
  const turnsLeft = (a: number, b: number, c: number) => {
    const [au, av] = [vertices[3 * a + u], vertices[3 * a + v]];
    return (
      (vertices[3 * b + u] - au) * (vertices[3 * c + v] - av) > (vertices[3 * b + v] - av) * (vertices[3 * c + u] - au)
    );
  };
  const chain = (ordered: readonly number[]) => {
    const corners: number[] = [];
    for (const point of ordered) {
      while (corners.length > 1 && !turnsLeft(corners[corners.length - 2], corners[corners.length - 1], point))
        corners.pop();
      corners.push(point);
    }
    return corners.slice(0, -1);
  };
  return [...chain(points), ...chain(points.toReversed())];
}

function largestDistance(vertices: Int32Array, among: readonly number[], [sx, sy, sz]: Vec3): number {
  let largest = 0;
  for (let m = 1; m < among.length; m++) {
    const [x, y, z] = vertices.subarray(3 * among[m], 3 * among[m] + 3);
    for (let n = 0; n < m; n++) {
      const other = 3 * among[n];
      const [dx, dy, dz] = [(x - vertices[other]) * sx, (y - vertices[other + 1]) * sy, (z - vertices[other + 2]) * sz];
      largest = Math.max(largest, dx * dx + dy * dy + dz * dz);
    }
  }
  return Math.sqrt(largest) / 2;
}
