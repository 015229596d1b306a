import { gradientImage } from "./filters/gradient-image.ts";
import { logImages } from "./filters/log-images.ts";
import { pointwiseImages } from "./filters/pointwise-images.ts";
import { waveletImages } from "./filters/wavelet-images.ts";
import type { ImageType } from "./image-type.ts";
import { originalImage } from "./original-image.ts";

/** Every image type by name, in the order of PyRadiomics' output. */
export const imageTypes: ReadonlyMap<string, ImageType> = new Map(
  [originalImage, waveletImages, logImages, ...pointwiseImages, gradientImage].map((type) => [type.name, type]),
);
