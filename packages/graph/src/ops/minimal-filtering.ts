/**
 * Minimal filtering of three taps, F(2, 3): two neighbouring outputs of a convolution from four image values by four products instead of
 * six,
 *
 *     y = Aᵀ[(G·g) ⊙ (Bᵀ·d)],
 *
 * with d the image values under both outputs, g the taps. The constants are 0, 1 and ½ only, so rounding errors stay those of the plain sums.
 *
 * @see Winograd, Arithmetic Complexity of Computations (1980); Lavin & Gray, CVPR 2016.
 */
export const minimalFiltering = {
  /** Outputs per tile. */
  outputs: 2,
  taps: 3,
  /** Bᵀ: products × image values. */
  image: [
    [1, 0, -1, 0],
    [0, 1, 1, 0],
    [0, -1, 1, 0],
    [0, 1, 0, -1],
  ],
  /** G: products × taps. */
  kernel: [
    [1, 0, 0],
    [0.5, 0.5, 0.5],
    [0.5, -0.5, 0.5],
    [0, 0, 1],
  ],
  /** A: products × outputs. */
  output: [
    [1, 0],
    [1, 1],
    [1, -1],
    [0, -1],
  ],
} as const;
