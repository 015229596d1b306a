import type { Volume } from "@hilum/volume";
import type { RadiomicsSettings } from "./settings.ts";

/** One image that features are computed on. */
export interface NamedImage {
  /** As in PyRadiomics' column names. */
  readonly name: string;
  readonly image: Volume;
}

/** A way to make images from the prepared image: one file, and one row in `imageTypes`. */
export interface ImageType {
  readonly name: string;
  /** The names of the images it makes, whatever the image. */
  readonly names: (settings: RadiomicsSettings) => string[];
  /** The images, in the order of `names`, on the grid of the prepared image. */
  readonly images: (image: Volume, settings: RadiomicsSettings) => NamedImage[];
}
