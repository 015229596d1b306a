import { scalingFilters } from "./scaling-filters.ts";

/** Names of the wavelets. */
export type WaveletName = keyof typeof scalingFilters;

/** The names that `waveletKernel` knows. */
export const waveletNames: readonly string[] = Object.keys(scalingFilters);

/** The analysis filters of a wavelet, PyWavelets' `dec_lo` and `dec_hi`. */
export interface WaveletKernel {
  readonly low: Float64Array;
  readonly high: Float64Array;
}

/**
 * A wavelet's analysis filters.
 *
 * @param precision - "single" rounds them as PyWavelets does for an image of single precision.
 */
export function waveletKernel(name: WaveletName, precision: "single" | "double"): WaveletKernel {
  const round = precision === "single" ? Math.fround : (x: number) => x;
  const { coefficients, factor } = scalingFilters[name];
  const scaling = coefficients.map((c) => round(round(c) * round(factor)));
  const last = scaling.length - 1;
  return {
    low: Float64Array.from(scaling.toReversed()),
    high: Float64Array.from(scaling, (c, n) => ((last - n) % 2 === 1 ? -c : c)),
  };
}
