import type { Volume } from "./volume.ts";

/** What the distance is measured to. */
export interface DistanceTransformOptions {
  /** The nearest voxel of the mask (not 0), or the nearest voxel beside it (0). */
  readonly to: "mask" | "background";
}

/**
 * The distance in mm from every voxel's centre to the nearest centre of a mask voxel or of a background voxel, exact on anisotropic
 * grids; 0 on these voxels themselves, infinite if there are none. What lies beyond the image counts as neither.
 *
 * @see Felzenszwalb & Huttenlocher, Distance transforms of sampled functions, Theory of Computing 8 (2012) 415–428.
 */
export function distanceTransform(mask: Volume, { to }: DistanceTransformOptions): Volume<Float64Array> {
  const data = squaredDistances(mask, to);
  for (let at = 0; at < data.length; at++) data[at] = Math.sqrt(data[at]);
  return { grid: mask.grid, data };
}

/** The squares of `distanceTransform`, in mm². */
export function squaredDistances(mask: Volume, to: "mask" | "background"): Float64Array {
  const { size, spacing } = mask.grid;
  const [ni, nj, nk] = size;
  const squared = new Float64Array(mask.data.length);
  const toMask = to === "mask";
  for (let at = 0; at < squared.length; at++) squared[at] = (mask.data[at] !== 0) === toMask ? 0 : Infinity;
  const pass = makePass(Math.max(ni, nj, nk));
  const slice = ni * nj;
  for (let row = 0; row < nj * nk; row++) pass(squared, row * ni, 1, ni, spacing[0]);
  for (let k = 0; k < nk; k++) for (let i = 0; i < ni; i++) pass(squared, i + k * slice, ni, nj, spacing[1]);
  for (let n = 0; n < slice; n++) pass(squared, n, slice, nk, spacing[2]);
  return squared;
}

type Pass = (squared: Float64Array, start: number, step: number, count: number, spacing: number) => void;

/** One line of voxels: the lower envelope of the parabolas that stand on it. */
function makePass(longest: number): Pass {
  const height = new Float64Array(longest);
  const apex = new Int32Array(longest);
  const from = new Float64Array(longest + 1);
  return (squared, start, step, count, spacing) => {
    const unit = spacing * spacing;
    let last = -1;
    for (let q = 0, at = start; q < count; q++, at += step) {
      const own = squared[at];
      height[q] = own;
      if (own === Infinity) continue;
      let border = -Infinity;
      while (last >= 0) {
        const p = apex[last];
        border = (own - height[p]) / (2 * unit * (q - p)) + (q + p) / 2;
        if (border > from[last]) break;
        last--;
      }
      if (last < 0) border = -Infinity;
      last++;
      apex[last] = q;
      from[last] = border;
    }
    if (last < 0) return;
    from[last + 1] = Infinity;
    for (let q = 0, at = start, n = 0; q < count; q++, at += step) {
      while (from[n + 1] < q) n++;
      const p = apex[n];
      const steps = q - p;
      squared[at] = height[p] + steps * steps * unit;
    }
  };
}
