import { type Box, boundingBox, crop, type Vec3, type Volume } from "@hilum/volume";

/** A volume of interest: the lesion's voxels within their bounding box. */
export interface Voi {
  /** Bounding box in voxels of the grid it was cut from. */
  readonly box: Box;
  /** Voxel size in mm. */
  readonly spacing: Vec3;
  /** 1 inside, 0 outside; voxel (i, j, k) of the box stands at i + ni (j + nj k). */
  readonly inside: Uint8Array;
  /** How many voxels are inside, at least one. */
  readonly voxelCount: number;
}

/**
 * The VOI made of the voxels with a label.
 *
 * @throws VolumeError `label-not-found` if there are none.
 */
export function cutVoi(mask: Volume, label: number): Voi {
  const box = boundingBox(mask, label);
  const labels = crop(mask, { box }).data;
  const inside = new Uint8Array(labels.length);
  let voxelCount = 0;
  for (let at = 0; at < labels.length; at++) {
    if (labels[at] !== label) continue;
    inside[at] = 1;
    voxelCount++;
  }
  return { box, spacing: mask.grid.spacing, inside, voxelCount };
}

/** The intensities of a VOI's voxels on an image of the grid it was cut from, in storage order. */
export function intensitiesOf(image: Volume, voi: Voi): Float64Array {
  const values = crop(image, { box: voi.box }).data;
  const intensities = new Float64Array(voi.voxelCount);
  for (let at = 0, n = 0; at < values.length; at++) if (voi.inside[at]) intensities[n++] = values[at];
  return intensities;
}
