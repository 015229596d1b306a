import type { Vec3 } from "@hilum/volume";
import { filterLines } from "../filters/filter-lines.ts";
import type { Boundary } from "./boundary.ts";
import { convolveLines } from "./convolve-lines.ts";
import { type Chain, chainReach } from "./line-kernel.ts";

/** A filter that is a product of filters along x, y and z. */
export type SeparableFilter = readonly [Chain, Chain, Chain];

/** The same along every axis; in 2D none along z. */
export function alike(chain: Chain, dimension: "2D" | "3D"): SeparableFilter {
  return [chain, chain, dimension === "3D" ? chain : []];
}

/** The response of an image. */
export function filterSeparably(
  voxels: ArrayLike<number>,
  size: Vec3,
  filter: SeparableFilter,
  boundary: Boundary,
): Float64Array {
  const response = new Float64Array(voxels.length);
  let from = voxels;
  for (const axis of [0, 1, 2] as const) {
    if (filter[axis].length === 0) continue;
    filterLines(from, size, axis, [response], convolveLines(filter[axis], boundary));
    from = response;
  }
  if (from === voxels) response.set(voxels);
  return response;
}

/** How far away along each axis the voxels are that decide a response. */
export function separableReach([x, y, z]: SeparableFilter): Vec3 {
  return [chainReach(x), chainReach(y), chainReach(z)];
}
