import type { Volume } from "@hilum/volume";
import { type GreyLevels, greyLevels } from "./grey-levels.ts";
import type { RadiomicsSettings } from "./settings.ts";
import { intensitiesOf, type Voi } from "./voi.ts";

/** What a family of features looks at: a VOI on one image. */
export interface Lesion {
  readonly voi: Voi;
  /** Intensities of the voxels inside, in storage order. */
  readonly intensities: Float64Array;
  readonly greyLevels: GreyLevels;
  readonly settings: RadiomicsSettings;
}

/** The lesion on an image of the same grid that the VOI was cut from. */
export function lesionOn(image: Volume, voi: Voi, settings: RadiomicsSettings): Lesion {
  const intensities = intensitiesOf(image, voi);
  return { voi, intensities, greyLevels: greyLevels(intensities, settings), settings };
}
