import type { StoredType } from "../stored/stored-types.ts";
import { storedTypeNames } from "../stored/stored-types.ts";
import type { VoxelType } from "../voxel-array.ts";

/** The voxel types this package reads and writes; 64-bit integers are only read. */
export type NiftiDatatype = VoxelType;

/** NIfTI datatype codes (nifti1.h, DT_*) that become a volume. */
export const datatypeCodes: Readonly<Record<StoredType, number>> = {
  uint8: 2,
  int16: 4,
  int32: 8,
  float32: 16,
  float64: 64,
  int8: 256,
  uint16: 512,
  uint32: 768,
  int64: 1024,
  uint64: 1280,
};

/** The name of a datatype code, `undefined` when such voxels are not one plain number. */
export function datatypeName(code: number): StoredType | undefined {
  return storedTypeNames.find((name) => datatypeCodes[name] === code);
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
