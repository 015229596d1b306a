import type { VoxelArray } from "../volume.ts";
import type { VoxelType } from "../voxel-array.ts";
import { voxelTypes } from "../voxel-array.ts";

/** The voxel types this package reads and writes; 64-bit integers are only read. */
export type NiftiDatatype = VoxelType;

/** A typed array over the bytes of a file, 64-bit integers included. */
type StoredArray = VoxelArray | BigInt64Array | BigUint64Array;

interface DatatypeRow {
  readonly code: number;
  /** Bytes of one voxel. */
  readonly bytes: number;
  /** The array over a whole buffer. */
  readonly over: (buffer: ArrayBuffer) => StoredArray;
}

/** NIfTI datatype codes (nifti1.h, DT_*) that become a volume. */
export const datatypes = {
  uint8: { code: 2, bytes: 1, over: (b) => new Uint8Array(b) },
  int16: { code: 4, bytes: 2, over: (b) => new Int16Array(b) },
  int32: { code: 8, bytes: 4, over: (b) => new Int32Array(b) },
  float32: { code: 16, bytes: 4, over: (b) => new Float32Array(b) },
  float64: { code: 64, bytes: 8, over: (b) => new Float64Array(b) },
  int8: { code: 256, bytes: 1, over: (b) => new Int8Array(b) },
  uint16: { code: 512, bytes: 2, over: (b) => new Uint16Array(b) },
  uint32: { code: 768, bytes: 4, over: (b) => new Uint32Array(b) },
  int64: { code: 1024, bytes: 8, over: (b) => new BigInt64Array(b) },
  uint64: { code: 1280, bytes: 8, over: (b) => new BigUint64Array(b) },
} satisfies Record<NiftiDatatype | "int64" | "uint64", DatatypeRow>;

export type StoredDatatype = keyof typeof datatypes;

/** The name of a datatype code, `undefined` when such voxels are not one plain number. */
export function datatypeName(code: number): StoredDatatype | undefined {
  return [...voxelTypes, "int64" as const, "uint64" as const].find((name) => datatypes[name].code === code);
}

/** Codes that the standard knows and a volume cannot hold, in words. */
export const refusedDatatypes: ReadonlyMap<number, string> = new Map([
  [1, "single bits"],
  [32, "complex numbers (complex64)"],
  [128, "colours (RGB24)"],
  [1536, "128-bit floats (float128)"],
  [1792, "complex numbers (complex128)"],
  [2048, "complex numbers (complex256)"],
  [2304, "colours (RGBA32)"],
]);
