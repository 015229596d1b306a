import { createVolume, type Volume } from "@hilum/volume";
import { RadiomicsError } from "../radiomics-error.ts";
import { cutVoi, intensitiesOf, type Voi } from "../voi.ts";
import type { IbsiSettings } from "./ibsi-settings.ts";
import { centralMoment, mean } from "./moments.ts";

/**
 * The intensity mask: the lesion without voxels beyond the range, nor further from its mean than the outlier limit.
 *
 * Both are judged on the whole lesion.
 *
 * @throws RadiomicsError `empty-voi` if no voxel is left.
 * @see IBSI manual, section 2.5.
 */
export function resegmentIbsi(image: Volume, outline: Voi, { range, outlierSigmas }: IbsiSettings): Voi {
  if (range === null && outlierSigmas === null) return outline;
  const intensities = intensitiesOf(image, outline);
  let [low, high = Number.POSITIVE_INFINITY] = range ?? [Number.NEGATIVE_INFINITY];
  if (outlierSigmas !== null) {
    const reach = outlierSigmas * Math.sqrt(centralMoment(intensities, 2));
    low = Math.max(low, mean(intensities) - reach);
    high = Math.min(high, mean(intensities) + reach);
  }
  const { box, inside, voxelCount } = outline;
  const kept = new Uint8Array(inside.length);
  for (let at = 0, n = 0; at < kept.length; at++) {
    if (!inside[at]) continue;
    const x = intensities[n++];
    if (x >= low && x <= high) kept[at] = 1;
  }
  if (!kept.includes(1)) {
    throw new RadiomicsError(
      "empty-voi",
      `None of the lesion's ${voxelCount} voxels has an intensity from ${low} to ${high}. Widen range, or raise outlierSigmas.`,
    );
  }
  const cut = cutVoi(createVolume({ ...image.grid, size: box.size }, kept), 1);
  const [i, j, k] = box.lower;
  const { lower, size } = cut.box;
  return { ...cut, box: { lower: [i + lower[0], j + lower[1], k + lower[2]], size } };
}
