/** How an image goes on beyond its edge: the voxel of a line of n that stands at an index, inside or beyond; -1 for 0. */
type Continuation = (index: number, n: number) => number;

/**
 * The boundary conditions of IBSI-2. "mirror" repeats the voxels at the edge (half-sample symmetric).
 *
 * @see IBSI-2 manual (arXiv:2006.05470), section 2.1.
 */
export const boundaries = {
  zero: (index, n) => (index >= 0 && index < n ? index : -1),
  nearest: (index, n) => Math.min(Math.max(index, 0), n - 1),
  periodic: (index, n) => ((index % n) + n) % n,
  mirror: (index, n) => {
    const turn = ((index % (2 * n)) + 2 * n) % (2 * n);
    return turn < n ? turn : 2 * n - 1 - turn;
  },
} as const satisfies Record<string, Continuation>;

export type Boundary = keyof typeof boundaries;
