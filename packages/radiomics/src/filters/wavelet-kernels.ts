interface ScalingFilter {
  /** Coefficients of the scaling function. */
  readonly coefficients: readonly number[];
  /** What they have to be multiplied by for a norm of 1. */
  readonly factor: number;
}

/**
 * Orthogonal wavelets by their name in PyWavelets.
 *
 * @see Daubechies, Ten Lectures on Wavelets (1992), tables 6.1 (db) and 8.1 (coif).
 */
const scalingFilters = {
  haar: { coefficients: [Math.SQRT1_2, Math.SQRT1_2], factor: 1 },
  db2: {
    coefficients: [0.48296291314453416, 0.8365163037378079, 0.2241438680420134, -0.12940952255126037],
    factor: 1,
  },
  db3: {
    coefficients: [
      0.33267055295008263, 0.8068915093110925, 0.45987750211849154, -0.13501102001025458, -0.08544127388202666,
      0.03522629188570953,
    ],
    factor: 1,
  },
  coif1: {
    coefficients: [
      -0.05142972847076845, 0.23892972847076846, 0.6028594569415369, 0.27214054305846314, -0.05142972847076845,
      -0.011070271529231544,
    ],
    factor: Math.SQRT2,
  },
} satisfies Record<string, ScalingFilter>;

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
