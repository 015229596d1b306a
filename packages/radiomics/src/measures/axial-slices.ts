import { connectedComponents, type Grid, type Vec3 } from "@hilum/volume";
import { type InPlaneDiameters, inPlaneDiameters, longer, type SlicePoint } from "./in-plane-diameters.ts";

/** Voxels of a box that are 1, and the voxel size in mm. */
export interface Shape {
  readonly size: Vec3;
  readonly spacing: Vec3;
  readonly inside: Uint8Array;
}

/** The axis of a grid that runs along the patient, and by how many degrees it is off. */
export function patientAxis({ direction }: Pick<Grid, "direction">): {
  readonly axis: 0 | 1 | 2;
  readonly offDegrees: number;
} {
  const along = [6, 7, 8].map((n) => Math.abs(direction[n]));
  const axis = along[0] > along[1] && along[0] > along[2] ? 0 : along[1] > along[2] ? 1 : 2;
  return { axis, offDegrees: (Math.acos(Math.min(1, along[axis])) * 180) / Math.PI };
}

/**
 * The diameters of a shape in the slice where it is longest, as on an axial CT image; undefined if it has no voxel.
 *
 * Ends lie on the middle of voxel edges, half a voxel beyond the outermost centres, as in PyRadiomics' Maximum2DDiameter.
 *
 * @param axis - of the grid, across the slices.
 * @param of - "slice": all voxels of a slice together; "part": voxels of a slice that hang together by edges or corners.
 */
export function axialDiameters(shape: Shape, axis: 0 | 1 | 2, of: "slice" | "part"): InPlaneDiameters | undefined {
  const [u, v] = axis === 0 ? [1, 2] : axis === 1 ? [0, 2] : [0, 1];
  let found: InPlaneDiameters | undefined;
  for (let n = 0; n < shape.size[axis]; n++)
    for (const points of outlines(slice(shape, axis, n), of)) {
      const diameters = inPlaneDiameters(points, [shape.spacing[u], shape.spacing[v]]);
      found = found ? longer(found, diameters) : diameters;
    }
  return found;
}

interface Slice {
  readonly size: readonly [number, number];
  readonly inside: Uint8Array;
}

function slice({ size: [ni, nj, nk], inside }: Shape, axis: 0 | 1 | 2, n: number): Slice {
  if (axis === 2) return { size: [ni, nj], inside: inside.subarray(n * ni * nj, (n + 1) * ni * nj) };
  const across = axis === 0 ? nj : ni;
  const cut = new Uint8Array(across * nk);
  for (let k = 0, at = 0; k < nk; k++)
    for (let m = 0; m < across; m++, at++) cut[at] = inside[axis === 0 ? n + ni * (m + nj * k) : m + ni * (n + nj * k)];
  return { size: [across, nk], inside: cut };
}

/** Middle points of the edges between a voxel of a slice inside and one outside, in half voxels, for each part. */
function outlines({ size: [nu, nv], inside }: Slice, of: "slice" | "part"): Iterable<SlicePoint[]> {
  const labels = of === "slice" ? inside : parts(nu, nv, inside);
  const found = new Map<number, SlicePoint[]>();
  const isInside = (u: number, v: number) => u >= 0 && u < nu && v >= 0 && v < nv && inside[u + nu * v] === 1;
  for (let v = 0, at = 0; v < nv; v++)
    for (let u = 0; u < nu; u++, at++) {
      if (inside[at] !== 1) continue;
      const points = found.get(labels[at]) ?? [];
      found.set(labels[at], points);
      for (const step of [-1, 1]) {
        if (!isInside(u + step, v)) points.push([2 * u + step, 2 * v]);
        if (!isInside(u, v + step)) points.push([2 * u, 2 * v + step]);
      }
    }
  return found.values();
}

function parts(nu: number, nv: number, inside: Uint8Array): Int32Array {
  const grid = {
    size: [nu, nv, 1],
    spacing: [1, 1, 1],
    origin: [0, 0, 0],
    direction: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  } as const;
  return connectedComponents({ grid, data: inside }, 26).labels.data;
}
