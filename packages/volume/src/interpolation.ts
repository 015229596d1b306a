/** How an image is read between its voxels. */
export interface Interpolation {
  /** Voxels that take part along each axis. */
  readonly taps: 1 | 2 | 4;
  /** Index of the first voxel that takes part, given a coordinate; it may lie beyond the image. */
  readonly first: (x: number) => number;
  /** Weights of the voxels that take part, given the distance from the first one. */
  readonly weights: (t: number, into: Float64Array) => void;
  /** The voxel that stands for one beyond the image, which has `n`. */
  readonly fold: (index: number, n: number) => number;
}

/** The edge voxel repeated. */
const clamp = (index: number, n: number): number => Math.min(Math.max(index, 0), n - 1);

/** Mirrored at the edge voxel's centre, as the B-spline's coefficients are. */
const mirror = (index: number, n: number): number => {
  if (n === 1) return 0;
  const folded = Math.abs(index);
  return folded < n ? folded : Math.max(0, 2 * n - 2 - folded);
};

export const interpolations = {
  nearest: {
    taps: 1,
    first: (x) => Math.floor(x + 0.5),
    weights: (_t, into) => {
      into[0] = 1;
    },
    fold: clamp,
  },
  linear: {
    taps: 2,
    first: Math.floor,
    weights: (t, into) => {
      into[0] = 1 - t;
      into[1] = t;
    },
    fold: clamp,
  },
  // The cubic B-spline of Unser, Aldroubi & Eden, IEEE Trans. Signal Process. 41 (1993) 821–848, in ITK's form.
  bspline: {
    taps: 4,
    first: (x) => Math.floor(x) - 1,
    weights: (t, into) => {
      const w = t - 1;
      into[3] = (w * w * w) / 6;
      into[0] = 1 / 6 + 0.5 * w * (w - 1) - into[3];
      into[2] = w + into[0] - 2 * into[3];
      into[1] = 1 - into[0] - into[2] - into[3];
    },
    fold: mirror,
  },
} as const satisfies Record<string, Interpolation>;

export type InterpolationName = keyof typeof interpolations;
