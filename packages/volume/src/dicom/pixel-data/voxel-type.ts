import type { SliceHeader } from "../slice-header.ts";
import type { VoxelTarget } from "./rescale.ts";

/** The types that slices can be decoded into. */
export type SeriesVoxelType = "int16" | "int32" | "float32" | "float64";

const arrays = { int16: Int16Array, int32: Int32Array, float32: Float32Array, float64: Float64Array } as const;

/** An empty array for a number of voxels. */
export function createVoxels(type: SeriesVoxelType, count: number): VoxelTarget {
  return new arrays[type](count);
}

/**
 * The narrowest voxel type that holds every value these slices can have, exactly. It follows from bits, slopes and intercepts
 * alone, so that equal headers give equal types whatever the patient looks like.
 */
export function seriesVoxelType(headers: readonly SliceHeader[]): SeriesVoxelType {
  if (
    headers.some(
      ({ floating, bits, slope, intercept }) => floating && !(bits.allocated === 32 && slope === 1 && intercept === 0),
    )
  )
    return "float64";
  if (headers.some(({ floating }) => floating)) return "float32";
  const ranges = headers.map(valueRange);
  const lowest = Math.min(...ranges.map(([low]) => low));
  const highest = Math.max(...ranges.map(([, high]) => high));
  if (headers.every(({ slope, intercept }) => Number.isInteger(slope) && Number.isInteger(intercept))) {
    if (lowest >= -(2 ** 15) && highest < 2 ** 15) return "int16";
    if (lowest >= -(2 ** 31) && highest < 2 ** 31) return "int32";
    return "float64";
  }
  return headers.every((header, n) => isExactInFloat32(header, ranges[n])) ? "float32" : "float64";
}

function valueRange({ bits, slope, intercept }: SliceHeader): readonly [low: number, high: number] {
  const [low, high] = bits.signed ? [-(2 ** (bits.stored - 1)), 2 ** (bits.stored - 1) - 1] : [0, 2 ** bits.stored - 1];
  const ends = [low * slope + intercept, high * slope + intercept];
  return [Math.min(...ends), Math.max(...ends)];
}

/** All values are multiples of one power of two, and none is more than 2^24 of them: then float32 has a bit for each. */
function isExactInFloat32({ slope, intercept }: SliceHeader, [low, high]: readonly [number, number]): boolean {
  for (let step = 1; step >= 2 ** -12; step /= 2)
    if (Number.isInteger(slope / step) && Number.isInteger(intercept / step))
      return Math.max(-low, high) / step <= 2 ** 24;
  return false;
}
