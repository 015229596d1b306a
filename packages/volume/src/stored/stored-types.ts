import type { VoxelArray } from "../volume.ts";
import type { VoxelType } from "../voxel-array.ts";
import { voxelTypes } from "../voxel-array.ts";

/** Voxel types as files store them: those a volume can hold, and 64-bit integers, which become doubles. */
export type StoredType = VoxelType | "int64" | "uint64";

export const storedTypeNames: readonly StoredType[] = [...voxelTypes, "int64", "uint64"];

interface StoredTypeRow {
  /** Bytes of one voxel. */
  readonly bytes: number;
  /** The array over a whole buffer. */
  readonly over: (buffer: ArrayBuffer) => VoxelArray | BigInt64Array | BigUint64Array;
  /** Whole numbers that the type holds; floats have no such range. */
  readonly range?: readonly [low: number, high: number];
}

export const storedTypes: Readonly<Record<StoredType, StoredTypeRow>> = {
  int8: { bytes: 1, over: (b) => new Int8Array(b), range: [-128, 127] },
  uint8: { bytes: 1, over: (b) => new Uint8Array(b), range: [0, 255] },
  int16: { bytes: 2, over: (b) => new Int16Array(b), range: [-32_768, 32_767] },
  uint16: { bytes: 2, over: (b) => new Uint16Array(b), range: [0, 65_535] },
  int32: { bytes: 4, over: (b) => new Int32Array(b), range: [-(2 ** 31), 2 ** 31 - 1] },
  uint32: { bytes: 4, over: (b) => new Uint32Array(b), range: [0, 2 ** 32 - 1] },
  // As text, 64-bit integers are taken as far as doubles hold every whole number.
  int64: { bytes: 8, over: (b) => new BigInt64Array(b), range: [-(2 ** 53), 2 ** 53] },
  uint64: { bytes: 8, over: (b) => new BigUint64Array(b), range: [0, 2 ** 53] },
  float32: { bytes: 4, over: (b) => new Float32Array(b) },
  float64: { bytes: 8, over: (b) => new Float64Array(b) },
};
