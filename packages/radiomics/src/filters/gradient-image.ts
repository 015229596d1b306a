import { crop } from "@hilum/volume";
import type { ImageType } from "../image-type.ts";
import { gradientMagnitude } from "./gradient-magnitude.ts";

/** The length of the gradient. */
export const gradientImage: ImageType = {
  name: "gradient",
  names: () => ["gradient"],
  images: (image, { gradient }, { lower: [i, j, k], size }) => {
    // One voxel around the box decides its gradients, as far as there is one.
    const around = crop(image, { box: { lower: [i, j, k], size }, margin: 1 });
    const box = { lower: [Math.min(i, 1), Math.min(j, 1), Math.min(k, 1)], size } as const;
    return [{ name: "gradient", image: crop(gradientMagnitude(around, gradient.per), { box }) }];
  },
};
