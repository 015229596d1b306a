import type { StoredType } from "../stored/stored-types.ts";
import type { VoxelType } from "../voxel-array.ts";

/** The words of `ElementType` (MetaIO, metaTypes.h); MET_LONG has 64 bits, as in every MetaIO since ITK 4. */
const types: ReadonlyMap<string, StoredType> = new Map([
  ["MET_CHAR", "int8"],
  ["MET_UCHAR", "uint8"],
  ["MET_SHORT", "int16"],
  ["MET_USHORT", "uint16"],
  ["MET_INT", "int32"],
  ["MET_UINT", "uint32"],
  ["MET_LONG", "int64"],
  ["MET_ULONG", "uint64"],
  ["MET_LONG_LONG", "int64"],
  ["MET_ULONG_LONG", "uint64"],
  ["MET_FLOAT", "float32"],
  ["MET_DOUBLE", "float64"],
]);

/** The type that a header's word means, `undefined` for arrays, matrices and words that MetaIO does not know. */
export function elementType(word: string): StoredType | undefined {
  return types.get(word);
}

/** The word for a type. */
export const elementTypeWords: Readonly<Record<VoxelType, string>> = {
  int8: "MET_CHAR",
  uint8: "MET_UCHAR",
  int16: "MET_SHORT",
  uint16: "MET_USHORT",
  int32: "MET_INT",
  uint32: "MET_UINT",
  float32: "MET_FLOAT",
  float64: "MET_DOUBLE",
};
