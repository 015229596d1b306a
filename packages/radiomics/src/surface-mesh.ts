import type { Vec3 } from "@hilum/volume";
import { cubeTriangles, type Triangle } from "./marching-cubes-table.ts";
import type { Voi } from "./voi.ts";

/** Size of the triangle mesh around a lesion. */
export interface SurfaceMesh {
  /** Enclosed volume in mm³. */
  readonly volume: number;
  /** Area in mm². */
  readonly area: number;
  /** How far the volume would move if holes were seen from the other end of the bounding box, in mm³; 0 if closed. */
  readonly uncertainty: number;
}

/**
 * Volume and area of the marching-cubes mesh halfway between the lesion's voxel centres and their neighbours outside.
 *
 * A triangle's shape depends on the pattern of its cube only, so the cubes are counted by pattern; volumes are summed in
 * whole half-voxel units and therefore exact. A mesh with holes (see the table) has no volume of its own: as PyRadiomics
 * does, tetrahedra are then taken from the voxel before the bounding box.
 */
export function surfaceMesh(voi: Voi): SurfaceMesh {
  const cubes = countPatterns(voi);
  const [sx, sy, sz] = voi.spacing;
  let sixfoldVolume = 0;
  let area = 0;
  const opening: [number, number, number] = [0, 0, 0];
  for (let pattern = 1; pattern < 255; pattern++) {
    const { count, at } = cubes[pattern];
    if (count === 0) continue;
    for (const triangle of cubeTriangles[pattern]) {
      // det(2p + a, 2p + b, 2p + c) = det(a, b, c) + 2p · (b − a) × (c − a), summed over the positions p.
      const normal = doubleAreaVector(triangle, [1, 1, 1]);
      sixfoldVolume += count * determinant(triangle) + 2 * dot(at, normal);
      for (let axis = 0; axis < 3; axis++) opening[axis] += count * normal[axis];
      area += (count * length(doubleAreaVector(triangle, voi.spacing))) / 2;
    }
  }
  const cubicMm = (sx * sy * sz) / 48;
  const uncertainty =
    opening.reduce((sum, normal, axis) => sum + 2 * Math.abs(normal) * voi.box.size[axis], 0) * cubicMm;
  return { volume: sixfoldVolume * cubicMm, area: area / 4, uncertainty };
}

interface PatternCount {
  count: number;
  /** Sum of the positions of the cubes with this pattern. */
  at: [number, number, number];
}

function countPatterns({ box, inside }: Voi): PatternCount[] {
  const [ni, nj, nk] = box.size;
  const cubes = Array.from({ length: 256 }, (): PatternCount => ({ count: 0, at: [0, 0, 0] }));
  // One row of four voxels (this and the next in y and z) slides along x; cube (0, 0, 0) starts one voxel before the box.
  const row = (i: number, j: number, k: number) =>
    j < 0 || j >= nj || k < 0 || k >= nk ? 0 : inside[i + ni * (j + nj * k)];
  for (let k = -1; k < nk; k++) {
    for (let j = -1; j < nj; j++) {
      let before = 0;
      for (let i = -1; i < ni; i++) {
        const next = i + 1;
        const ahead =
          next === ni
            ? 0
            : row(next, j, k) |
              (row(next, j + 1, k) << 2) |
              (row(next, j, k + 1) << 4) |
              (row(next, j + 1, k + 1) << 6);
        const pattern = before | (ahead << 1);
        before = ahead;
        if (pattern === 0 || pattern === 255) continue;
        const cube = cubes[pattern];
        cube.count++;
        cube.at[0] += i + 1;
        cube.at[1] += j + 1;
        cube.at[2] += k + 1;
      }
    }
  }
  return cubes;
}

function doubleAreaVector([ax, ay, az, bx, by, bz, cx, cy, cz]: Triangle, [sx, sy, sz]: Vec3): Vec3 {
  const [ux, uy, uz] = [(bx - ax) * sx, (by - ay) * sy, (bz - az) * sz];
  const [vx, vy, vz] = [(cx - ax) * sx, (cy - ay) * sy, (cz - az) * sz];
  return [uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx];
}

function determinant([ax, ay, az, bx, by, bz, cx, cy, cz]: Triangle): number {
  return ax * (by * cz - bz * cy) + ay * (bz * cx - bx * cz) + az * (bx * cy - by * cx);
}

function dot(a: Vec3, b: Vec3): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

function length(a: Vec3): number {
  return Math.sqrt(dot(a, a));
}
