import { elementCount, elementTypes } from "./element-types.ts";
import type { StoredDtype, StoredTensor } from "./stored-tensor.ts";
import { damaged, tooLarge } from "./weights-refusals.ts";

/** Values one after another, which several tensors may look at. */
export interface CheckpointStorage {
  readonly kind: "storage";
  readonly dtype: StoredDtype;
  /** Elements that the file announces. */
  readonly count: number;
  /** The elements, little-endian. The legacy container brings them after the tensors, so they are filled in later. */
  bytes: Uint8Array;
}

/** A tensor of a PyTorch checkpoint: a view of a storage by offset and strides, decoded when it is asked for. */
export interface CheckpointTensor extends StoredTensor {
  readonly kind: "tensor";
  /** Steps along each axis, in elements of the storage; 0 where one value is repeated. */
  readonly stride: readonly number[];
  /** Elements of the storage before the first value. */
  readonly offset: number;
}

/** Bytes that all tensors of a file together may have once decoded. */
export interface ByteBudget {
  readonly limit: number;
  used: number;
}

const MOST_AXES = 64;

/**
 * A view of a storage, checked to lie inside it before anything is allocated.
 *
 * @throws NetworkError `weights-damaged` if the view leaves the storage; `weights-too-large` if repeated values (stride 0)
 * or overlapping views would exceed the budget.
 */
export function stridedTensor(
  storage: CheckpointStorage,
  { offset, shape, stride }: { offset: number; shape: readonly number[]; stride: readonly number[] },
  budget: ByteBudget,
): CheckpointTensor {
  if (shape.length !== stride.length || shape.length > MOST_AXES) {
    throw damaged(`a tensor has ${shape.length} axes and ${stride.length} strides`);
  }
  const count = elementCount(shape);
  const end = count === 0 ? offset : 1 + shape.reduce((last, size, axis) => last + (size - 1) * stride[axis], offset);
  if (!(end <= storage.count) || !Number.isSafeInteger(count)) {
    throw damaged(
      `a tensor [${shape.join(", ")}] reaches element ${end} of a storage that announces ${storage.count} elements`,
    );
  }
  const type = elementTypes[storage.dtype];
  budget.used += count * type.valueBytes;
  if (budget.used > budget.limit) {
    throw tooLarge(
      `The tensors of this file have more than ${budget.limit} bytes once decoded, the last one [${shape.join(", ")}] of ` +
        `${storage.dtype}. If that is meant, allow more with the option maxBytes.`,
    );
  }
  return {
    kind: "tensor",
    dtype: storage.dtype,
    shape,
    stride,
    offset,
    values: () => type.read(storage.bytes, { offset, shape, stride }),
  };
}
