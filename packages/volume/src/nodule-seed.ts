import { vec3 } from "./affine.ts";
import type { NoduleBlock } from "./nodule-block.ts";
import { eachInBall, indexOf } from "./nodule-block.ts";
import { indexToPoint, pointToIndex } from "./grid.ts";
import type { Grid, Vec3 } from "./volume.ts";
import { VolumeError } from "./volume.ts";

/** A place in or beside a nodule: a point in the patient (LPS mm), or a voxel. */
export type NoduleSeed = { readonly point: Vec3 } | { readonly index: Vec3 };

/** A reader's click is this far from the nodule at most. */
export const SEED_REACH_MM = 3;
/** Going 1 mm further must pay with this much density: less walks into vessels and the chest wall. */
const COST_HU_PER_MM = 60;
/** Smoothing of the density that is climbed; about the sharpness of a CT kernel. */
const SIGMA_MM = 0.7;

/**
 * The voxel that a seed lies in.
 *
 * @throws VolumeError `seed-outside`; it says so if the point would lie inside with RAS signs.
 */
export function seedIndex(grid: Grid, seed: NoduleSeed): Vec3 {
  const index = "point" in seed ? pointToIndex(grid, seed.point) : seed.index;
  const voxel = nearestVoxel(index);
  if (isInside(grid, voxel)) return voxel;
  if ("index" in seed)
    throw new VolumeError(
      "seed-outside",
      `The seed's index (${seed.index.join(", ")}) lies outside the image of ${grid.size.join("×")} voxels, which are counted from 0.`,
    );
  const [x, y, z] = seed.point;
  const ras: Vec3 = [-x, -y, z];
  const advice = isInside(grid, nearestVoxel(pointToIndex(grid, ras)))
    ? `As (${ras.join(", ")}) it would lie inside: it seems to be RAS (ITK-SNAP's, 3D Slicer's display); change the signs of x and y.`
    : "Read the point off again in this very image.";
  throw new VolumeError(
    "seed-outside",
    `The seed (${seed.point.join(", ")}) mm lies outside the image, which reaches ${extent(grid)} (LPS: x to the left, y to the back). ${advice}`,
  );
}

function nearestVoxel(index: Vec3): Vec3 {
  return vec3((axis) => Math.round(index[axis]));
}

function isInside(grid: Grid, index: Vec3): boolean {
  return index.every((x, axis) => x >= 0 && x < grid.size[axis]);
}

/** For example "from -20 to 130 mm in x, ..." : the voxel centres' bounding box. */
function extent(grid: Grid): string {
  const ends = grid.size.map((n) => [0, n - 1]);
  const corners = ends[0].flatMap((i) => ends[1].flatMap((j) => ends[2].map((k) => indexToPoint(grid, [i, j, k]))));
  return ["x", "y", "z"]
    .map((axis, a) => {
      const values = corners.map((corner) => corner[a]);
      return `from ${Math.min(...values).toFixed(1)} to ${Math.max(...values).toFixed(1)} mm in ${axis}`;
    })
    .join(", ");
}

/** The densest voxel near a click (smoothed by 0.7 mm, at most 3 mm away, 60 HU dearer for every millimetre), as a block index. */
export function nearestDensePlace(block: NoduleBlock, click: Vec3): Vec3 {
  let best = -Infinity;
  let place = -1;
  eachInBall(block.grid, click, SEED_REACH_MM, (voxel, squared) => {
    const score = smoothed(block, indexOf(block.grid, voxel)) - COST_HU_PER_MM * Math.sqrt(squared);
    if (score > best) {
      best = score;
      place = voxel;
    }
  });
  return indexOf(block.grid, place);
}

/** Gaussian mean, truncated at three sigma and at the border of the block. */
function smoothed(block: NoduleBlock, centre: Vec3): number {
  let sum = 0;
  let weights = 0;
  eachInBall(block.grid, centre, 3 * SIGMA_MM, (voxel, squared) => {
    const weight = Math.exp(-squared / (2 * SIGMA_MM * SIGMA_MM));
    sum += weight * block.data[voxel];
    weights += weight;
  });
  return sum / weights;
}
