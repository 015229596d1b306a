import type { StoredType } from "../stored/stored-types.ts";
import { storedTypeNames } from "../stored/stored-types.ts";

/** The words for each type (teem's nrrdType); the first of a row is what we write. */
const words: Readonly<Record<StoredType, readonly string[]>> = {
  int8: ["int8", "int8_t", "signed char"],
  uint8: ["uint8", "uint8_t", "uchar", "unsigned char"],
  int16: ["int16", "int16_t", "short", "short int", "signed short", "signed short int"],
  uint16: ["uint16", "uint16_t", "ushort", "unsigned short", "unsigned short int"],
  int32: ["int32", "int32_t", "int", "signed int"],
  uint32: ["uint32", "uint32_t", "uint", "unsigned int"],
  int64: ["int64", "int64_t", "longlong", "long long", "long long int", "signed long long", "signed long long int"],
  uint64: ["uint64", "uint64_t", "ulonglong", "unsigned long long", "unsigned long long int"],
  float32: ["float"],
  float64: ["double"],
};

const types: ReadonlyMap<string, StoredType> = new Map(
  storedTypeNames.flatMap((type) => words[type].map((word) => [word, type] as const)),
);

/** The type that a header's word means, `undefined` for a word that NRRD does not know (and for `block`). */
export function nrrdType(word: string): StoredType | undefined {
  return types.get(word.toLowerCase().replace(/\s+/g, " "));
}

/** The word for a type. */
export function nrrdTypeWord(type: StoredType): string {
  return words[type][0];
}
