import { castInto } from "./cast.ts";
import { createVolume, voxelCount } from "./grid.ts";
import { indexMap } from "./index-map.ts";
import { resampleAffine } from "./resample-affine.ts";
import { resampleSeparable } from "./resample-separable.ts";
import type { ResampleOptions, Resampling } from "./resampling.ts";
import type { Grid, Volume, VoxelArray } from "./volume.ts";
import { emptyLike } from "./voxel-array.ts";

/**
 * An image on another grid, in double precision.
 *
 * A voxel lies in the image if its centre lies within the outer faces of the image's voxels, as in ITK. Grids may be turned
 * against each other in any way; grids with parallel axes are faster.
 *
 * @param options.as - "same" gives the type of the image: integers are clamped to the type's range and then cut towards zero,
 * like ITK's cast. Default: "float64".
 */
export function resample(
  volume: Volume,
  grid: Grid,
  options: ResampleOptions & { readonly as?: "float64" },
): Volume<Float64Array>;
export function resample<T extends VoxelArray>(
  volume: Volume<T>,
  grid: Grid,
  options: ResampleOptions & { readonly as: "same" },
): Volume<T>;
export function resample(
  volume: Volume,
  grid: Grid,
  options: ResampleOptions & { readonly as?: "float64" | "same" },
): Volume {
  const count = voxelCount(grid);
  const data = options.as === "same" ? emptyLike(volume.data, count) : new Float64Array(count);
  const result = createVolume(grid, data);
  const job: Resampling = {
    ...options,
    source: createVolume(volume.grid, volume.data),
    target: grid,
    map: indexMap(volume.grid, grid),
    store: castInto(data),
  };
  if (job.map.separable) resampleSeparable(job);
  else resampleAffine(job);
  return result;
}
