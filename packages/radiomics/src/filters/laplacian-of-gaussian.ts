import { type Box, crop, type Volume } from "@hilum/volume";
import { filterLines, type Range } from "./filter-lines.ts";
import { recursiveGaussian } from "./recursive-gaussian.ts";

const axes = [0, 1, 2] as const;

/**
 * The Laplacian of a Gaussian times sigma² in mm², by ITK's recursive filters and in their order.
 *
 * The image continues with its edge voxels, so that the smallest image has a response.
 *
 * @param sigma - mm.
 * @param box - where the response is wanted; it still depends on the whole image.
 * @returns the box, in single precision, and rounded to it after every filter, as in ITK.
 * @see itk::LaplacianRecursiveGaussianImageFilter with NormalizeAcrossScale.
 */
export function laplacianOfGaussian({ grid, data }: Volume, sigma: number, box: Box): Volume<Float32Array> {
  const response = new Float32Array(data.length);
  const wanted = crop({ grid, data: response }, { box });
  for (const axis of axes) {
    filterLines(data, grid.size, axis, [response], recursiveGaussian(2, sigma, grid.spacing[axis]));
    const ranges = grid.size.map((n): Range => [0, n]);
    ranges[axis] = rangeOf(box, axis);
    for (const other of axes) {
      if (other === axis) continue;
      // The last filter along an axis runs on the lines that meet the box.
      const smooth = recursiveGaussian(0, sigma, grid.spacing[other]);
      filterLines(response, grid.size, other, [response], smooth, ranges);
      ranges[other] = rangeOf(box, other);
    }
    add(wanted.data, crop({ grid, data: response }, { box }).data, 1 / (grid.spacing[axis] * grid.spacing[axis]));
  }
  return wanted;
}

function add(total: Float32Array, derivative: Float32Array, perMm: number): void {
  for (let at = 0; at < total.length; at++) total[at] += derivative[at] * perMm;
}

function rangeOf({ lower, size }: Box, axis: 0 | 1 | 2): Range {
  return [lower[axis], lower[axis] + size[axis]];
}
