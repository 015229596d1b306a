import type { CheckpointStorage, CheckpointTensor } from "./strided-tensor.ts";

/**
 * A Python value of a checkpoint as plain data.
 *
 * None is `null`; an int is a number where float64 holds it exactly (up to 2^53 − 1) and a bigint beyond; float is a number;
 * bytes are a Uint8Array; lists and tuples are arrays; dicts of every kind are Maps in the file's order.
 */
export type CheckpointValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | CheckpointValue[]
  | Map<CheckpointValue, CheckpointValue>
  | Set<CheckpointValue>
  | CheckpointTensor
  | CheckpointStorage
  | CheckpointSize
  | CheckpointName
  | NumpyDtype;

/** A `torch.Size`. */
export interface CheckpointSize {
  readonly kind: "size";
  readonly sizes: readonly number[];
}

/** Something that Python knows by name, such as the dtype `torch.float32`. */
export interface CheckpointName {
  readonly kind: "name";
  readonly name: string;
}

/** A numpy dtype, such as `f8`. */
export interface NumpyDtype {
  readonly kind: "numpy-dtype";
  readonly name: string;
  /** `<` little-endian, `>` big-endian, `|` or `=` where it does not matter. */
  byteOrder: string;
}

type Tagged = CheckpointTensor | CheckpointStorage | CheckpointSize | CheckpointName | NumpyDtype;

/** The value if it is of this kind. */
export function ofKind<K extends Tagged["kind"]>(
  value: CheckpointValue | undefined,
  kind: K,
): Extract<Tagged, { kind: K }> | undefined {
  return isTagged(value) && isKind(value, kind) ? value : undefined;
}

function isTagged(value: CheckpointValue | undefined): value is Tagged {
  return typeof value === "object" && value !== null && "kind" in value;
}

function isKind<K extends Tagged["kind"]>(value: Tagged, kind: K): value is Extract<Tagged, { kind: K }> {
  return value.kind === kind;
}
