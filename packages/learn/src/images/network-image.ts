import {
  boundingBox,
  ibsiGrid,
  indexToPoint,
  pointToIndex,
  reorient,
  requireSameGrid,
  resample,
  type Grid,
  type Vec3,
  type Volume,
  type Window,
} from "@hilum/volume";
import { LearnError } from "../learn-error.ts";
import { cropReach } from "./crop-reach.ts";
import { imageSettings, type ImageSettings } from "./image-settings.ts";

/** A lesion and its surroundings as crops for a network are cut from it. Axes run to the right, to the front, to the head (RAS). */
export interface NetworkImage {
  /** Voxels along i, j, k; the voxel (i, j, k) stands at i + ni·(j + nj·k). What lies beyond is outside the image. */
  readonly size: Vec3;
  /** Distance between voxels, mm. */
  readonly spacing: Vec3;
  /** The intensities that become 0 to 1. Beyond the image lies its lower end. */
  readonly window: Window;
  /** HU, rounded, limited to the window. */
  readonly voxels: Int16Array;
  /** Places of the mask's voxels, ascending; at least one. */
  readonly lesion: Int32Array;
  /** Value of the mask at each of these places: whole numbers from 1 to 255; 1 where the mask has something else. */
  readonly labels: Uint8Array;
  /** Mean index of the mask's voxels, with fractions. */
  readonly centroid: Vec3;
}

/**
 * What networks see of one lesion: the image on voxels of 1 mm (linear; the mask by its nearest voxel), axes in RAS, HU limited to the
 * window, cut to what crops with these settings can reach.
 *
 * The grid is that of the whole image resampled about its centre, so a lesion's voxels do not depend on the mask. Two bytes per voxel:
 * about 3 MB for crops of 96³ voxels.
 *
 * @param mask - on the image's grid, lesion where it is not 0.
 * @throws VolumeError `grid-mismatch`, `label-not-found` for an empty mask; LearnError `lesion-lost` if no voxel of the new grid lies
 * in the mask, `bad-option`.
 */
export function networkImage(image: Volume, mask: Volume, settings: ImageSettings = {}): NetworkImage {
  const complete = imageSettings(settings);
  requireSameGrid(image, mask);
  const fine = ibsiGrid(image.grid, nativeSpacing(image.grid, complete.spacing));
  const block = blockAround(fine, mask, nativeVector(image.grid, cropReach(complete)));
  const cut = reorient(resample(image, block, { interpolation: "linear", outside: "edge" }), "RAS");
  const voi = reorient(resample(mask, block, { interpolation: "nearest", outside: 0 }), "RAS");
  const lesion = placesOf(voi.data);
  if (lesion.length === 0) {
    throw new LearnError(
      "lesion-lost",
      `No voxel of ${complete.spacing.join("×")} mm has its centre in the mask. Use a smaller spacing for images.`,
    );
  }
  const { size } = cut.grid;
  return {
    size,
    spacing: complete.spacing,
    window: complete.window,
    voxels: limited(cut.data, complete.window),
    lesion,
    labels: Uint8Array.from(lesion, (at) => labelOf(voi.data[at])),
    centroid: meanIndex(lesion, size),
  };
}

/** For each axis of a grid, the axis of RAS that it runs along. */
function axesInRas(grid: Grid): readonly number[] {
  // A single voxel of 1×2×3 mm shows where each axis goes.
  const probe = { ...grid, size: [1, 1, 1], spacing: [1, 2, 3] } as const;
  const { spacing } = reorient({ grid: probe, data: new Uint8Array(1) }, "RAS").grid;
  return [1, 2, 3].map((mm) => spacing.indexOf(mm));
}

function nativeVector(grid: Grid, [x, y, z]: Vec3): Vec3 {
  const [a, b, c] = axesInRas(grid).map((axis) => [x, y, z][axis]);
  return [a, b, c];
}

const nativeSpacing = nativeVector;

/** The part of a grid within so many voxels of the mask's box. */
function blockAround(fine: Grid, mask: Volume, reach: Vec3): Grid {
  const { lower, size } = boundingBox(mask);
  const first = pointToIndex(fine, indexToPoint(mask.grid, lower));
  const last = pointToIndex(
    fine,
    indexToPoint(mask.grid, [lower[0] + size[0] - 1, lower[1] + size[1] - 1, lower[2] + size[2] - 1]),
  );
  const bounds = [0, 1, 2].map((axis) => {
    // Half a voxel of the old grid belongs to the lesion too.
    const half = (0.5 * mask.grid.spacing[axis]) / fine.spacing[axis];
    const from = Math.max(0, Math.floor(first[axis] - half) - reach[axis]);
    const to = Math.min(fine.size[axis], Math.ceil(last[axis] + half) + reach[axis] + 1);
    return [Math.min(from, fine.size[axis] - 1), Math.max(to, 1)] as const;
  });
  const [start, end] = [0, 1].map((side) => bounds.map((bound) => bound[side]));
  const origin = indexToPoint(fine, [start[0], start[1], start[2]]);
  return { ...fine, origin, size: [end[0] - start[0], end[1] - start[1], end[2] - start[2]] };
}

function labelOf(value: number): number {
  return Number.isInteger(value) && value >= 1 && value <= 255 ? value : 1;
}

function placesOf(mask: ArrayLike<number>): Int32Array {
  let count = 0;
  for (let at = 0; at < mask.length; at++) if (mask[at] !== 0) count++;
  const places = new Int32Array(count);
  for (let at = 0, n = 0; at < mask.length; at++) if (mask[at] !== 0) places[n++] = at;
  return places;
}

function limited(values: ArrayLike<number>, { level, width }: Window): Int16Array {
  const [low, high] = [level - width / 2, level + width / 2];
  const voxels = new Int16Array(values.length);
  for (let at = 0; at < voxels.length; at++) voxels[at] = Math.round(Math.min(Math.max(values[at], low), high));
  return voxels;
}

function meanIndex(places: Int32Array, [ni, nj]: Vec3): Vec3 {
  const sum = [0, 0, 0];
  for (const at of places) {
    sum[0] += at % ni;
    sum[1] += Math.floor(at / ni) % nj;
    sum[2] += Math.floor(at / (ni * nj));
  }
  return [sum[0] / places.length, sum[1] / places.length, sum[2] / places.length];
}
