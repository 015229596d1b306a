/** How the values of a tensor are stored in a file; the names are PyTorch's. */
export type StoredDtype =
  | "float64"
  | "float32"
  | "float16"
  | "bfloat16"
  | "int64"
  | "int32"
  | "int16"
  | "int8"
  | "uint8"
  | "bool";

/** Values in memory: float16 and bfloat16 widened exactly to float32, int64 as bigint, bool as 0 and 1 in bytes. */
export type TensorValues =
  | Float64Array
  | Float32Array
  | BigInt64Array
  | Int32Array
  | Int16Array
  | Int8Array
  | Uint8Array;

/** A tensor in a file of weights, decoded when it is asked for. */
export interface StoredTensor {
  readonly dtype: StoredDtype;
  /** Slowest axis first; `[]` is a scalar. */
  readonly shape: readonly number[];
  /** A new array with the values in row-major order of `shape`, whatever their order in the file. */
  readonly values: () => TensorValues;
}
