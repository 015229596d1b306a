import type { ImageType } from "./image-type.ts";
import { originalImage } from "./original-image.ts";

/** Every image type by name, in the order of PyRadiomics' output. */
export const imageTypes: ReadonlyMap<string, ImageType> = new Map([originalImage].map((type) => [type.name, type]));
