import { crop, type Volume } from "@hilum/volume";
import type { ImageType } from "../image-type.ts";
import { type PointwiseFilter, pointwiseFilters } from "./pointwise-filters.ts";

/** One image type for each filter of single voxels. */
export const pointwiseImages: readonly ImageType[] = Object.entries(pointwiseFilters).map(
  ([name, filter]: [string, PointwiseFilter]) => ({
    name,
    names: () => [name],
    images: (image, _settings, box) => {
      const value = filter(largestOf(image));
      const { grid, data } = crop(image, { box });
      const filtered = new Float64Array(data.length);
      for (let at = 0; at < filtered.length; at++) filtered[at] = value(data[at]);
      return [{ name, image: { grid, data: filtered } }];
    },
  }),
);

function largestOf({ data }: Volume): number {
  let largest = 0;
  for (let n = 0; n < data.length; n++) largest = Math.max(largest, Math.abs(data[n]));
  return largest;
}
