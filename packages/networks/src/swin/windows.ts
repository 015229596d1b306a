/** One whole number per axis: k, j, i. */
export type Triple = readonly [number, number, number];

/** How a grid of tokens is cut into windows; all sizes in tokens. */
export interface Windows {
  /** Size of a window: as wanted, or the grid's where that is smaller. */
  readonly window: Triple;
  /** How far the windows are moved; 0 along an axis with a single window. */
  readonly shift: Triple;
  /** Size of the grid after padding to whole windows. */
  readonly padded: Triple;
}

/**
 * Windows for one block: a window never exceeds the grid, and where the grid is not larger than one window, nothing is gained by
 * moving it.
 *
 * @param grid - tokens along each axis.
 * @param window - wanted size along every axis; shifted blocks move by half of it, rounded down.
 */
export function fitWindows(grid: Triple, window: number, shifted: boolean): Windows {
  const size = each((axis) => Math.min(window, grid[axis]));
  return {
    window: size,
    shift: each((axis) => (shifted && grid[axis] > window ? Math.floor(window / 2) : 0)),
    padded: each((axis) => Math.ceil(grid[axis] / size[axis]) * size[axis]),
  };
}

/** Tokens in a window, or in a whole grid. */
export function tokensIn(size: Triple): number {
  return size[0] * size[1] * size[2];
}

/** One number for every axis, made from the axis. */
export function each(of: (axis: 0 | 1 | 2) => number): Triple {
  return [of(0), of(1), of(2)];
}
