import type { Volume } from "@hilum/volume";
import { intensitiesOf, type Voi } from "../voi.ts";
import { type Discretised, greyLevelsOf, volumeHistogramOf, type VolumeHistogramLevels } from "./discretise.ts";
import type { IbsiSettings } from "./ibsi-settings.ts";

/** What a family of features looks at: a lesion on an image, both after image processing. */
export interface IbsiLesion {
  /** The image around the lesion. */
  readonly image: Volume;
  /** The morphological mask: all of the lesion. */
  readonly outline: Voi;
  /** The intensity mask: the lesion after re-segmentation. */
  readonly voi: Voi;
  /** Intensities of the intensity mask's voxels, in storage order. */
  readonly intensities: Float64Array;
  readonly greyLevels: Discretised;
  readonly volumeHistogram: VolumeHistogramLevels;
  /** How many grey levels apart two voxels may be and still depend on each other. */
  readonly coarseness: number;
}

/** The lesion with its intensities and grey levels. */
export function ibsiLesion(image: Volume, outline: Voi, voi: Voi, settings: IbsiSettings): IbsiLesion {
  const intensities = intensitiesOf(image, voi);
  return {
    image,
    outline,
    voi,
    intensities,
    greyLevels: greyLevelsOf(intensities, settings),
    volumeHistogram: volumeHistogramOf(intensities, settings),
    coarseness: settings.coarseness,
  };
}
