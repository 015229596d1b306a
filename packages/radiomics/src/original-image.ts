import { crop } from "@hilum/volume";
import type { ImageType } from "./image-type.ts";

/** The prepared image, unfiltered. */
export const originalImage: ImageType = {
  name: "original",
  names: () => ["original"],
  images: (image, _settings, box) => [{ name: "original", image: crop(image, { box }) }],
};
