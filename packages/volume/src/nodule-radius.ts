import { vec3 } from "./affine.ts";
import { eachInBall, indexOf } from "./nodule-block.ts";
import type { Vec3, Volume } from "./volume.ts";

/** Radii that are tried, mm. */
const SMALLEST_MM = 1.5;
const STEP_MM = 0.25;
export const LARGEST_RADIUS_MM = 18;
/** The shell that should be empty reaches from r to 1.6 r. */
const SHELL = 1.6;
/** How far from the centre dense voxels are counted. */
export const LARGEST_REACH_MM = SHELL * LARGEST_RADIUS_MM;
const THINNEST_SHELL_MM = 1.5;
/** A millimetre more of radius must pay with so much contrast: it keeps small nodules on the pleura from becoming chest wall. */
const COST_PER_MM = 0.01;
/** The centre may leave the seed by this share of the radius. */
const DRIFT = 0.25;
const ROUNDS = 3;
/** Distances are counted in bins that divide both r and 1.6 r. */
const BIN_MM = 0.05;

/** A ball around a nodule: the centre in fractional voxel indices. */
export interface NoduleBall {
  readonly centre: Vec3;
  readonly radiusMm: number;
}

/**
 * The ball that is fullest of dense voxels while the shell around it is emptiest.
 *
 * For every radius r the filled share of the ball minus the filled share of the shell r to 1.6 r is taken; vessels and
 * chest wall fill only a part of a shell, so the maximum stays at the nodule's own radius. The centre then moves to the centroid
 * of what the ball holds, and the radius is sought again.
 *
 * @param dense - 1 = connected with the seed and above the threshold.
 */
export function fittingBall(dense: Volume<Uint8Array>, place: Vec3): NoduleBall {
  let centre = place;
  for (let round = 1; ; round++) {
    const radiusMm = bestRadius(dense, centre);
    if (round === ROUNDS) return { centre, radiusMm };
    centre = driftedCentre(dense, centre, place, radiusMm);
  }
}

function bestRadius({ grid, data }: Volume<Uint8Array>, centre: Vec3): number {
  const all = new Float64Array(Math.ceil(LARGEST_REACH_MM / BIN_MM) + 1);
  const filled = new Float64Array(all.length);
  eachInBall(grid, centre, LARGEST_REACH_MM, (voxel, squared) => {
    const bin = Math.ceil(Math.sqrt(squared) / BIN_MM - 1e-9);
    all[bin]++;
    filled[bin] += data[voxel];
  });
  for (let bin = 1; bin < all.length; bin++) {
    all[bin] += all[bin - 1];
    filled[bin] += filled[bin - 1];
  }
  let best = -Infinity;
  let radius = SMALLEST_MM;
  for (let r = SMALLEST_MM; r < LARGEST_RADIUS_MM; r += STEP_MM) {
    const inner = Math.round(r / BIN_MM);
    const outer = Math.round(Math.max(r * SHELL, r + THINNEST_SHELL_MM) / BIN_MM);
    const inside = filled[inner] / Math.max(1, all[inner]);
    const shell = (filled[outer] - filled[inner]) / Math.max(1, all[outer] - all[inner]);
    const score = inside - shell - COST_PER_MM * r;
    if (score > best) {
      best = score;
      radius = r;
    }
  }
  return radius;
}

function driftedCentre(dense: Volume<Uint8Array>, centre: Vec3, place: Vec3, radiusMm: number): Vec3 {
  const { grid, data } = dense;
  const sum = [0, 0, 0];
  let count = 0;
  eachInBall(grid, centre, radiusMm, (voxel) => {
    if (data[voxel] === 0) return;
    indexOf(grid, voxel).forEach((x, axis) => (sum[axis] += x));
    count++;
  });
  if (count === 0) return centre;
  const offset = vec3((axis) => (sum[axis] / count - place[axis]) * grid.spacing[axis]);
  const length = Math.hypot(...offset);
  const share = Math.min(1, (DRIFT * radiusMm) / Math.max(length, 1e-9));
  return vec3((axis) => place[axis] + (share * offset[axis]) / grid.spacing[axis]);
}
