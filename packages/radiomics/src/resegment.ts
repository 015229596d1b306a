import type { Volume } from "@hilum/volume";
import { RadiomicsError } from "./radiomics-error.ts";
import type { Resegmentation } from "./settings.ts";
import { cutVoi, intensitiesOf, type Voi } from "./voi.ts";

/**
 * The lesion without the voxels whose intensity lies outside the range.
 *
 * @throws RadiomicsError `empty-voi` if no voxel lies inside it.
 */
export function resegment(image: Volume, voi: Voi, { range, mode }: Resegmentation): Voi {
  const intensities = intensitiesOf(image, voi);
  const [low, high = Number.POSITIVE_INFINITY] = thresholds(intensities, range, mode);
  const kept = new Uint8Array(voi.inside.length);
  let voxelCount = 0;
  for (let at = 0, n = 0; at < kept.length; at++) {
    if (!voi.inside[at]) continue;
    const x = intensities[n++];
    if (x < low || x > high) continue;
    kept[at] = 1;
    voxelCount++;
  }
  if (voxelCount === 0) {
    throw new RadiomicsError(
      "empty-voi",
      `None of the lesion's ${voi.voxelCount} voxels has an intensity from ${low} to ${high} ` +
        `(${mode} ${range.join(" to ")}). Widen resegment.range.`,
    );
  }
  const cut = cutVoi({ grid: { ...image.grid, size: voi.box.size }, data: kept }, 1);
  const [i, j, k] = voi.box.lower;
  const { lower, size } = cut.box;
  return { ...cut, box: { lower: [i + lower[0], j + lower[1], k + lower[2]], size } };
}

function thresholds(
  intensities: Float64Array,
  range: Resegmentation["range"],
  mode: Resegmentation["mode"],
): readonly number[] {
  if (mode === "absolute") return range;
  if (mode === "relative") {
    const maximum = intensities.reduce((largest, x) => Math.max(largest, x), Number.NEGATIVE_INFINITY);
    return range.map((share) => share * maximum);
  }
  const count = intensities.length;
  const mean = intensities.reduce((total, x) => total + x, 0) / count;
  const variance = intensities.reduce((total, x) => total + (x - mean) ** 2, 0) / count;
  return range.map((sigmas) => mean + sigmas * Math.sqrt(variance));
}
