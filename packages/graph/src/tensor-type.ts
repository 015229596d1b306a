import { GraphError } from "./graph-error.ts";

/** Element types of tensors. Labels and indices are int64, masks and comparisons bool. */
export type DType = "float32" | "int64" | "bool";

/** Sizes of the axes, slowest first; images are [n, c, k, j, i]. */
export type Shape = readonly number[];

/** What is known of a tensor before anything runs. */
export interface TensorType {
  readonly dtype: DType;
  readonly shape: Shape;
}

/** Elements of each type in memory: int64 as ONNX Runtime takes it, bool as bytes 0 and 1. */
export interface ElementArrays {
  float32: Float32Array;
  int64: BigInt64Array;
  bool: Uint8Array;
}

export type ElementArray = ElementArrays[DType];

/** Number of elements; 1 for a scalar (shape []). */
export function elementCount(shape: Shape): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** `float32 [2, 64, 12, 12, 12]`, as graphs and errors print it. */
export function describeType(type: TensorType): string {
  return `${type.dtype} [${type.shape.join(", ")}]`;
}

export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((size, axis) => size === b[axis]);
}

/**
 * The shape that both broadcast to: axes are aligned at the end, and a size of 1 stretches.
 *
 * @throws GraphError `shape-mismatch` naming both shapes.
 */
export function broadcastShapes(a: Shape, b: Shape, where: string): Shape {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, axis) => {
    const x = a[axis - rank + a.length] ?? 1;
    const y = b[axis - rank + b.length] ?? 1;
    if (x !== y && x !== 1 && y !== 1) {
      throw new GraphError(
        "shape-mismatch",
        `${where}: the shapes [${a.join(", ")}] and [${b.join(", ")}] do not broadcast (axis ${axis}: ${x} and ${y}).`,
      );
    }
    return x === 1 ? y : x;
  });
}

/**
 * The axis counted from the front; −1 is the last one.
 *
 * @throws GraphError `axis` if the tensor has no such axis.
 */
export function normaliseAxis(axis: number, rank: number, where: string): number {
  const positive = axis < 0 ? axis + rank : axis;
  if (!Number.isInteger(axis) || positive < 0 || positive >= rank) {
    throw new GraphError("axis", `${where}: axis ${axis} of a tensor with ${rank} axes. Use ${-rank} to ${rank - 1}.`);
  }
  return positive;
}

/** Elements as ONNX Runtime takes them; an array that already has the right type is not copied. */
export function toElements(dtype: DType, elements: ElementArray | readonly number[]): ElementArray {
  if (elements instanceof Float32Array || elements instanceof BigInt64Array || elements instanceof Uint8Array)
    return elements;
  if (dtype === "int64") return BigInt64Array.from(elements, (number) => BigInt(number));
  return dtype === "bool" ? Uint8Array.from(elements) : Float32Array.from(elements);
}
