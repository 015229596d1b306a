import type { Grid } from "@hilum/volume";
import type { ImageType } from "../image-type.ts";
import { laplacianOfGaussian } from "./laplacian-of-gaussian.ts";

/** The Laplacian of a Gaussian for each sigma: `log-sigma-1-0-mm-3D`. */
export const logImages: ImageType = {
  name: "log",
  names: ({ log }) => log.sigmas.map(nameOf),
  *images(image, { log }, box) {
    for (const sigma of log.sigmas) {
      const name = nameOf(sigma);
      const because = log.smallImages === "skip" ? tooSmall(image.grid, sigma) : undefined;
      if (because !== undefined) yield { name, because };
      else yield { name, image: laplacianOfGaussian(image, sigma, box) };
    }
  },
};

function nameOf(sigma: number): string {
  const width = Number.isInteger(sigma) ? `${sigma}.0` : String(sigma);
  return `log-sigma-${width.replace(".", "-")}-mm-3D`;
}

/** Why PyRadiomics would not filter an image of this size. */
function tooSmall({ size, spacing }: Grid, sigma: number): string | undefined {
  const needed = spacing.map((mm) => Math.max(4, Math.ceil(sigma / mm) + 1));
  if (size.every((n, axis) => n >= needed[axis])) return undefined;
  return (
    `the image around the lesion has ${size.join(" x ")} voxels; the Laplacian of Gaussian of ${sigma} mm needs ` +
    `${needed.join(" x ")} (log.smallImages: extend computes it all the same)`
  );
}
