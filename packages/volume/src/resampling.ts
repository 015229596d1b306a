import type { IndexMap } from "./index-map.ts";
import type { InterpolationName } from "./interpolation.ts";
import type { Grid, Volume } from "./volume.ts";

/** How an image is put onto another grid. */
export interface ResampleOptions {
  /** Nearest voxel (for masks), linear, or cubic B-spline (passes through every voxel's value, may overshoot between them). */
  readonly interpolation: InterpolationName;
  /**
   * The value of voxels whose centre lies beyond the outer faces of the image; "edge": the value of the image's edge, also between
   * the outermost centres and faces.
   */
  readonly outside: number | "edge";
}

/** One job for the two ways of resampling. */
export interface Resampling extends ResampleOptions {
  readonly source: Volume;
  readonly target: Grid;
  readonly map: IndexMap;
  /** Takes the finished values of a row of `target` and the index of its first voxel in the data. */
  readonly store: (row: Float64Array, at: number) => void;
}
