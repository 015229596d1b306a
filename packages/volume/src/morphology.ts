import { vec3 } from "./affine.ts";
import { boxOf } from "./bounding-box.ts";
import { crop } from "./crop.ts";
import { squaredDistances } from "./distance-transform.ts";
import { paste } from "./paste.ts";
import type { Volume } from "./volume.ts";
import { VolumeError } from "./volume.ts";

/** A voxel whose centre lies on the ball's surface belongs to it, whatever the last digits of its distance. */
const ON_SURFACE = 1 + 1e-9;

/** The mask (0 and 1) grown by a ball: every voxel with a mask voxel within `radiusMm` of it, centre to centre. */
export function dilate(mask: Volume, radiusMm: number): Volume<Uint8Array> {
  return byDistance(mask, radiusMm, "mask", (squared, limit) => squared <= limit);
}

/**
 * The mask (0 and 1) shrunk by a ball: every mask voxel without a background voxel within `radiusMm` of it, centre to centre. What
 * lies beyond the image is not known and does not shrink the mask.
 */
export function erode(mask: Volume, radiusMm: number): Volume<Uint8Array> {
  return byDistance(mask, radiusMm, "background", (squared, limit) => squared > limit);
}

/** Erosion, then dilation: parts thinner than the ball vanish. */
export function opening(mask: Volume, radiusMm: number): Volume<Uint8Array> {
  return dilate(erode(mask, radiusMm), radiusMm);
}

/** Dilation, then erosion: gaps and holes thinner than the ball close. */
export function closing(mask: Volume, radiusMm: number): Volume<Uint8Array> {
  return erode(dilate(mask, radiusMm), radiusMm);
}

function byDistance(
  mask: Volume,
  radiusMm: number,
  to: "mask" | "background",
  keep: (squared: number, limit: number) => boolean,
): Volume<Uint8Array> {
  if (!(radiusMm >= 0 && Number.isFinite(radiusMm)))
    throw new VolumeError(
      "bad-radius",
      `The ball has a radius of ${radiusMm} mm; a finite length from 0 on is needed.`,
    );
  const { grid } = mask;
  const result = { grid, data: new Uint8Array(mask.data.length) };
  const box = boxOf(mask);
  if (box === undefined) return result;
  // Nothing happens further away than the ball reaches; one voxel of background decides where a mask ends.
  const margin =
    to === "mask" ? vec3((axis) => Math.floor((radiusMm * ON_SURFACE) / grid.spacing[axis]) + 1) : ([1, 1, 1] as const);
  const block = crop(mask, { box, margin });
  const squared = squaredDistances(block, to);
  const limit = radiusMm * radiusMm * ON_SURFACE;
  const data = new Uint8Array(squared.length);
  for (let at = 0; at < data.length; at++) data[at] = keep(squared[at], limit) ? 1 : 0;
  paste(
    { grid: block.grid, data },
    result,
    vec3((axis) => Math.max(0, box.lower[axis] - margin[axis])),
  );
  return result;
}
