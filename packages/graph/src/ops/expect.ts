import { GraphError } from "../graph-error.ts";
import { describeType, type DType, type TensorType } from "../tensor-type.ts";

/** @throws GraphError `dtype` unless the tensor has one of these element types. */
export function expectDtype(operation: string, type: TensorType, ...allowed: readonly DType[]): void {
  if (!allowed.includes(type.dtype)) {
    throw new GraphError("dtype", `${operation} needs ${allowed.join(" or ")}; given was ${describeType(type)}.`);
  }
}

/** @throws GraphError `rank` unless the tensor has that many axes, or a number between the two. */
export function expectRank(operation: string, type: TensorType, lowest: number, highest: number = lowest): void {
  if (type.shape.length < lowest || type.shape.length > highest) {
    const range = lowest === highest ? `${lowest}` : `${lowest} to ${highest}`;
    throw new GraphError("rank", `${operation} needs a tensor with ${range} axes; given was ${describeType(type)}.`);
  }
}

/** @throws GraphError `shape-mismatch` unless the condition holds. */
export function expectShape(holds: boolean, operation: string, message: string): void {
  if (!holds) throw new GraphError("shape-mismatch", `${operation}: ${message}`);
}
