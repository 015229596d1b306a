import type { ImageType } from "./image-type.ts";

/** The prepared image, unfiltered. */
export const originalImage: ImageType = {
  name: "original",
  names: () => ["original"],
  images: (image) => [{ name: "original", image }],
};
