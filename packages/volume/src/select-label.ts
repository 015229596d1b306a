import type { Volume } from "./volume.ts";
import { VolumeError } from "./volume.ts";

/**
 * The voxels with one label as a mask of 0 and 1.
 *
 * @throws VolumeError `label-not-found` that lists the labels of the mask.
 */
export function selectLabel(mask: Volume, label: number): Volume<Uint8Array> {
  const data = new Uint8Array(mask.data.length);
  let found = false;
  for (let at = 0; at < data.length; at++)
    if (mask.data[at] === label) {
      data[at] = 1;
      found = true;
    }
  if (!found) throw labelNotFound(mask, label);
  return { grid: mask.grid, data };
}

/** The error of a mask without the voxels asked for; no label stands for "any voxel at all". */
export function labelNotFound(mask: Volume, label?: number): VolumeError {
  const labels = new Set<number>();
  for (const value of mask.data) {
    if (value !== 0) labels.add(value);
    if (labels.size > MOST_LISTED) break;
  }
  const listed = [...labels].sort((a, b) => a - b).slice(0, MOST_LISTED);
  const size = mask.grid.size.join("×");
  if (label === undefined || listed.length === 0)
    return new VolumeError(
      "label-not-found",
      `The mask (${size}) is empty: every voxel is 0. Outline the lesion first.`,
    );
  return new VolumeError(
    "label-not-found",
    `No voxel of the mask (${size}) has label ${label}; its labels are ${listed.join(", ")}` +
      `${labels.size > MOST_LISTED ? " and more (is this an image?)" : ""}. Name one of them.`,
  );
}

const MOST_LISTED = 10;
