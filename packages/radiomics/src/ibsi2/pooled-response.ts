import type { Vec3 } from "@hilum/volume";
import { filterLines } from "../filters/filter-lines.ts";
import type { Boundary } from "./boundary.ts";
import { convolveLines } from "./convolve-lines.ts";
import { type Chain, flipped } from "./line-kernel.ts";
import { filterSeparably, type SeparableFilter, separableReach } from "./separable-filter.ts";

/** How the responses of all orientations become one; null keeps the orientation as it is. */
export type Pooling = "max" | "average";

const axes = [0, 1, 2] as const;

/**
 * The response pooled over the right-angle rotations of a filter, 24 in 3D and 4 within slices, the same as rotating the image.
 *
 * @see IBSI-2 manual (arXiv:2006.05470), section 2.3.
 */
export function pooledResponse(
  voxels: ArrayLike<number>,
  size: Vec3,
  filter: SeparableFilter,
  { boundary, dimension, pooling }: { boundary: Boundary; dimension: "2D" | "3D"; pooling: Pooling | null },
): Float64Array {
  if (pooling === null) return filterSeparably(voxels, size, filter, boundary);
  const orientations = distinctOrientations(filter, dimension);
  const pooled = new Float64Array(voxels.length).fill(pooling === "max" ? Number.NEGATIVE_INFINITY : 0);
  const buffers = axes.map(() => new Float64Array(voxels.length));
  // Orientations that begin alike share their first responses.
  const descend = (from: ArrayLike<number>, axis: number, rest: readonly SeparableFilter[]): void => {
    if (axis === 3) {
      addTo(pooled, from, pooling);
      return;
    }
    for (const [chain, some] of grouped(rest, axis)) {
      if (chain.length > 0) filterLines(from, size, axes[axis], [buffers[axis]], convolveLines(chain, boundary));
      descend(chain.length > 0 ? buffers[axis] : from, axis + 1, some);
    }
  };
  descend(voxels, 0, orientations);
  if (pooling === "average") for (let n = 0; n < pooled.length; n++) pooled[n] /= orientations.length;
  return pooled;
}

/** How far away along each axis the voxels are that decide a pooled response. */
export function pooledReach(filter: SeparableFilter, dimension: "2D" | "3D", pooling: Pooling | null): Vec3 {
  const [x, y, z] = separableReach(filter);
  if (pooling === null) return [x, y, z];
  const most = Math.max(x, y, z);
  return [most, most, dimension === "3D" ? most : z];
}

/**
 * The filter in its different orientations. Symmetric kernels make some rotations equal; each orientation then comes up equally often
 * among all rotations, so that their average is that of all rotations.
 */
function distinctOrientations(filter: SeparableFilter, dimension: "2D" | "3D"): SeparableFilter[] {
  const known = new Map<string, Chain>();
  const same = (chain: Chain): Chain => {
    const key = chain.map(keyOf).join("|");
    const first = known.get(key) ?? chain;
    known.set(key, first);
    return first;
  };
  const found = new Map<string, SeparableFilter>();
  for (const { from, turned } of rightAngleRotations(dimension)) {
    const turn = (axis: 0 | 1 | 2): Chain => {
      const chain = filter[from[axis]];
      return same(turned[axis] ? chain.map(flipped) : chain);
    };
    const orientation: SeparableFilter = [turn(0), turn(1), turn(2)];
    const names = [...known.values()];
    found.set(orientation.map((chain) => names.indexOf(chain)).join(), orientation);
  }
  return [...found.values()];
}

function keyOf({ taps, offsets }: Chain[number]): string {
  return offsets
    .map((offset, k) => [offset, taps[k]] as const)
    .filter(([, tap]) => tap !== 0)
    .sort(([a], [b]) => a - b)
    .join(";");
}

interface Rotation {
  /** Which axis of the filter comes to lie along x, y and z. */
  readonly from: readonly [0 | 1 | 2, 0 | 1 | 2, 0 | 1 | 2];
  readonly turned: readonly [boolean, boolean, boolean];
}

/** Permutations and reversals of the axes that together do not mirror. */
function rightAngleRotations(dimension: "2D" | "3D"): Rotation[] {
  const orders = [
    { from: [0, 1, 2], odd: false },
    { from: [1, 0, 2], odd: true },
    { from: [1, 2, 0], odd: false },
    { from: [2, 0, 1], odd: false },
    { from: [0, 2, 1], odd: true },
    { from: [2, 1, 0], odd: true },
  ] as const;
  const both = [false, true];
  return (dimension === "3D" ? orders : orders.slice(0, 2)).flatMap(({ from, odd }) =>
    both.flatMap((x) =>
      both.flatMap((y) =>
        (dimension === "3D" ? both : [false])
          .filter((z) => ((x !== y) !== z) === odd)
          .map((z): Rotation => ({ from, turned: [x, y, z] })),
      ),
    ),
  );
}

function grouped(filters: readonly SeparableFilter[], axis: number): Map<Chain, SeparableFilter[]> {
  const groups = new Map<Chain, SeparableFilter[]>();
  for (const filter of filters) groups.set(filter[axis], [...(groups.get(filter[axis]) ?? []), filter]);
  return groups;
}

function addTo(pooled: Float64Array, response: ArrayLike<number>, pooling: Pooling): void {
  if (pooling === "max") for (let n = 0; n < pooled.length; n++) pooled[n] = Math.max(pooled[n], response[n]);
  else for (let n = 0; n < pooled.length; n++) pooled[n] += response[n];
}
