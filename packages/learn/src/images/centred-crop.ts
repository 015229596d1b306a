import type { Vec3 } from "@hilum/volume";
import { copyBlock } from "./copy-block.ts";
import type { NetworkImage } from "./network-image.ts";

/**
 * The crop around the mask's centroid that validation, tests and predictions use: the same every time.
 *
 * @param size - voxels along i, j, k; the centroid's voxel is the middle one, for an even size the one after the middle.
 * @returns shape [1, k, j, i], scaled to [0, 1]; 0 beyond the image.
 */
export function centredCrop(image: NetworkImage, size: Vec3): Float32Array<ArrayBuffer> {
  const [i, j, k] = image.centroid.map(Math.round);
  return copyBlock(image, { middle: [i, j, k], size, turns: 0, flips: [false, false, false] });
}
