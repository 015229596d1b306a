import type { VoxelArray } from "./volume.ts";
import { voxelType } from "./voxel-array.ts";

const ranges = {
  int8: [-(2 ** 7), 2 ** 7 - 1],
  uint8: [0, 2 ** 8 - 1],
  int16: [-(2 ** 15), 2 ** 15 - 1],
  uint16: [0, 2 ** 16 - 1],
  int32: [-(2 ** 31), 2 ** 31 - 1],
  uint32: [0, 2 ** 32 - 1],
} as const;

/**
 * Writes rows of doubles into voxels: integers are clamped to their type's range, then cut towards zero, as ITK casts (a value of
 * 1.9 becomes 1, not 2); NaN becomes 0 there.
 */
export function castInto(data: VoxelArray): (row: Float64Array, at: number) => void {
  const type = voxelType(data);
  if (type === "float32" || type === "float64") return (row, at) => data.set(row, at);
  const [low, high] = ranges[type];
  // Storing into an integer array cuts towards zero by itself.
  return (row, at) => {
    for (let i = 0; i < row.length; i++) {
      const value = row[i];
      data[at + i] = value < low ? low : value > high ? high : value;
    }
  };
}
