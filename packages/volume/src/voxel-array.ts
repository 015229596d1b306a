import type { VoxelArray } from "./volume.ts";
import { VolumeError } from "./volume.ts";

/** The array types of voxels by name. */
export const voxelArrays = {
  int8: Int8Array,
  uint8: Uint8Array,
  int16: Int16Array,
  uint16: Uint16Array,
  int32: Int32Array,
  uint32: Uint32Array,
  float32: Float32Array,
  float64: Float64Array,
} as const;

/** Name of a voxel type. */
export type VoxelType = keyof typeof voxelArrays;

export const voxelTypes = [
  "int8",
  "uint8",
  "int16",
  "uint16",
  "int32",
  "uint32",
  "float32",
  "float64",
] as const satisfies VoxelType[];

/** The type of an image's voxels. */
export function voxelType(data: VoxelArray): VoxelType {
  const type = voxelTypes.find((name) => data instanceof voxelArrays[name]);
  if (type === undefined)
    throw new VolumeError("bad-voxels", `The voxels are in an array of another type than ${voxelTypes.join(", ")}.`);
  return type;
}

/** Zeros in an array of the same type. */
export function emptyLike<T extends VoxelArray>(data: T, length: number): T;
export function emptyLike(data: VoxelArray, length: number): VoxelArray {
  return new voxelArrays[voxelType(data)](length);
}
