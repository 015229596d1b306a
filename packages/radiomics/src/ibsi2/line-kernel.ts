/** A filter along one axis: the response at n is the sum of taps[k] times the voxel at n + offsets[k]. */
export interface LineKernel {
  readonly taps: readonly number[];
  readonly offsets: readonly number[];
}

/** Kernels that follow each other along one axis; none leaves the axis as it is. */
export type Chain = readonly LineKernel[];

/**
 * The convolution with coefficients around their middle, or of an even number around the one after it.
 *
 * @param dilation - voxels from one coefficient to the next, as in the à trous scheme.
 */
export function lineKernel(coefficients: readonly number[], dilation = 1): LineKernel {
  const middle = Math.floor(coefficients.length / 2);
  return { taps: coefficients, offsets: coefficients.map((_, k) => dilation * (middle - k)) };
}

/** A kernel with which a flipped image gives the flipped response. */
export function flipped({ taps, offsets }: LineKernel): LineKernel {
  // Reversing the coefficients instead would shift kernels of even length by one voxel.
  return { taps, offsets: offsets.map((offset) => -offset) };
}

/** The mean of `support` voxels. */
export function boxKernel(support: number): LineKernel {
  return lineKernel(Array.from({ length: support }, () => 1 / support));
}

/** How far away the voxels are that decide a response. */
export function chainReach(chain: Chain): number {
  return chain.reduce((sum, { offsets }) => sum + Math.max(...offsets.map(Math.abs)), 0);
}
