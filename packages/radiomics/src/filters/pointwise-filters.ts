import { exp, log } from "@hilum/numeric";
/** A filter that looks at one voxel at a time, given the largest absolute intensity of the image. */
export type PointwiseFilter = (largest: number) => (x: number) => number;

/**
 * PyRadiomics' filters of single voxels; all but the exponential keep the range of the image.
 *
 * An image of zeros, for which the formulas are 0 / 0, stays one (its exponential is 1).
 *
 * @see van Griethuysen et al. (2017); radiomics.imageoperations.
 */
export const pointwiseFilters = {
  square: (largest) => {
    const scale = largest === 0 ? 1 : 1 / Math.sqrt(largest);
    return (x) => scale * x * (scale * x);
  },
  squareroot: (largest) => (x) => (x < 0 ? -Math.sqrt(-x * largest) : Math.sqrt(x * largest)),
  logarithm: (largest) => {
    const scale = largest === 0 ? 1 : largest / log(largest + 1);
    return (x) => (x < 0 ? -log(1 - x) * scale : log(x + 1) * scale);
  },
  exponential: (largest) => {
    const scale = largest === 0 ? 0 : log(largest) / largest;
    return (x) => exp(scale * x);
  },
} satisfies Record<string, PointwiseFilter>;
