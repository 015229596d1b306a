import type { Box, Volume } from "@hilum/volume";
import type { RadiomicsSettings } from "./settings.ts";

/** One image that features are computed on. */
export interface NamedImage {
  /** As in PyRadiomics' column names. */
  readonly name: string;
  readonly image: Volume;
}

/** An image that cannot be made of the one at hand, and the reason that is printed beside its features. */
export interface MissingImage {
  readonly name: string;
  readonly because: string;
}

/** A way to make images from the prepared image: one file, and one row in `imageTypes`. */
export interface ImageType {
  readonly name: string;
  /** The names of the images it makes, whatever the image. */
  readonly names: (settings: RadiomicsSettings) => string[];
  /** The images, in the order of `names`, cut to a box of the prepared image after filtering. */
  readonly images: (image: Volume, settings: RadiomicsSettings, box: Box) => Iterable<NamedImage | MissingImage>;
}
