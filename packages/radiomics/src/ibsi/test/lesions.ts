import type { Vec3 } from "@hilum/volume";
import { volumeOf } from "../../test/masks.ts";
import { cutVoi } from "../../voi.ts";
import { type IbsiLesion, ibsiLesion } from "../ibsi-lesion.ts";
import { ibsiSettings } from "../ibsi-presets.ts";

/** A lesion made of the voxels with a level above 0, which is intensity and grey level in one. */
export function lesionOf(size: Vec3, level: (index: Vec3) => number, spacing: Vec3 = [1, 1, 1]): IbsiLesion {
  const image = volumeOf(size, level, spacing);
  const mask = volumeOf(size, (index) => (level(index) > 0 ? 1 : 0), spacing);
  const voi = cutVoi(mask, 1);
  return ibsiLesion(image, voi, voi, ibsiSettings("ibsi-digital"));
}

/** A level for each voxel of a box, from a list that is repeated as needed. */
export function levelsFrom(list: readonly number[], [ni, nj]: Vec3): (index: Vec3) => number {
  return ([i, j, k]) => list[(i + ni * (j + nj * k)) % list.length];
}
