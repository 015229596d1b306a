import type { Volume } from "@hilum/volume";
import { filterLines } from "./filter-lines.ts";
import { recursiveGaussian } from "./recursive-gaussian.ts";

const axes = [0, 1, 2] as const;

/**
 * The Laplacian of a Gaussian times sigma² in mm², by ITK's recursive filters and in their order.
 *
 * The image continues with its edge voxels, so that the smallest image has a response.
 *
 * @param sigma - mm.
 * @returns single precision, and rounded to it after every filter, as in ITK.
 * @see itk::LaplacianRecursiveGaussianImageFilter with NormalizeAcrossScale.
 */
export function laplacianOfGaussian({ grid, data }: Volume, sigma: number): Volume<Float32Array> {
  const total = new Float32Array(data.length);
  const response = new Float32Array(data.length);
  for (const axis of axes) {
    filterLines(data, grid.size, axis, [response], recursiveGaussian(2, sigma, grid.spacing[axis]));
    for (const other of axes)
      if (other !== axis)
        filterLines(response, grid.size, other, [response], recursiveGaussian(0, sigma, grid.spacing[other]));
    const perMm = 1 / (grid.spacing[axis] * grid.spacing[axis]);
    for (let at = 0; at < total.length; at++) total[at] += response[at] * perMm;
  }
  return { grid, data: total };
}
