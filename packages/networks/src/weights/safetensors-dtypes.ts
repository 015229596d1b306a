import type { StoredDtype } from "./stored-tensor.ts";

/**
 * The names of dtypes in safetensors, in the format's own order (narrow to wide), by which its writers arrange tensors so that
 * each is aligned.
 */
export const safetensorsDtypes: Readonly<Record<string, StoredDtype>> = {
  BOOL: "bool",
  U8: "uint8",
  I8: "int8",
  I16: "int16",
  F16: "float16",
  BF16: "bfloat16",
  I32: "int32",
  F32: "float32",
  F64: "float64",
  I64: "int64",
};

/** The header is padded to this, so that the data behind it are aligned. */
export const HEADER_ALIGNMENT = 8;

/** The format's own limit. */
export const MOST_HEADER_BYTES = 100_000_000;

/** The key of free text in the header, which no tensor may have. */
export const METADATA_KEY = "__metadata__";
