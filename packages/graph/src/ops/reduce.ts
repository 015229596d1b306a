import type { Value } from "../graph.ts";
import { applyOne, defineOperation } from "../operation.ts";
import { elementCount, normaliseAxis, sameShape, type Shape } from "../tensor-type.ts";
import { div, equal, mul } from "./binary.ts";
import { cast } from "./cast.ts";
import { expectDtype } from "./expect.ts";
import { expand, reshape } from "./reshape.ts";

interface ReduceAttributes extends Record<string, readonly number[] | number> {
  /** Axes that disappear, counted from the front, ascending. */
  axes: readonly number[];
  /** 1: they stay with size 1. */
  keepDims: number;
}

interface ReduceRow {
  readonly onnx: string;
  /** d loss / d x; dy and y already have size 1 on the reduced axes, count is the number of elements of each sum. */
  readonly gradient: (dy: Value, x: Value, y: Value, count: number) => Value;
}

const table = {
  sum: { onnx: "ReduceSum", gradient: (dy, x) => expand(dy, x.shape) },
  mean: { onnx: "ReduceMean", gradient: (dy, x, _y, count) => expand(div(dy, count), x.shape) },
  sumSquare: { onnx: "ReduceSumSquare", gradient: (dy, x) => mul(x, mul(dy, 2)) },
  // Shared equally between ties, as PyTorch's amax.
  max: { onnx: "ReduceMax", gradient: (dy, x, y) => shareBetweenTies(dy, x, y) },
  min: { onnx: "ReduceMin", gradient: (dy, x, y) => shareBetweenTies(dy, x, y) },
} satisfies Record<string, ReduceRow>;

const operations = Object.fromEntries(
  Object.entries(table).map(([name, row]: [string, ReduceRow]) => [
    name,
    defineOperation<ReduceAttributes>({
      name,
      infer: ([x], { axes, keepDims }) => {
        expectDtype(name, x, "float32");
        const kept = keptShape(x.shape, axes);
        return [{ dtype: "float32", shape: keepDims ? kept : kept.filter((_, axis) => !axes.includes(axis)) }];
      },
      write: (writer, { inputs, outputs, attributes }) =>
        writer.node(row.onnx, [inputs[0], writer.integers(attributes.axes)], outputs, {
          keepdims: attributes.keepDims,
          noop_with_empty_axes: 1,
        }),
      gradient: ({ inputs: [x], outputs: [y], cotangents: [dy], attributes }) => {
        const kept = keptShape(x.shape, attributes.axes);
        return [row.gradient(reshape(dy!, kept), x, reshape(y, kept), elementCount(x.shape) / elementCount(kept))];
      },
    }),
  ]),
);

function shareBetweenTies(dy: Value, x: Value, y: Value): Value {
  const hits = cast(equal(x, y), "float32");
  const axes = x.shape.flatMap((size, axis) => (y.shape[axis] === size ? [] : [axis]));
  return mul(hits, div(dy, sum(hits, axes, { keepDims: true })));
}

function keptShape(shape: Shape, axes: readonly number[]): Shape {
  return shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
}

/** Options of a reduction. */
export interface ReduceOptions {
  /** Reduced axes stay with size 1; default false. */
  readonly keepDims?: boolean;
}

function reduce(
  name: keyof typeof table,
  x: Value,
  axes: readonly number[] | undefined,
  { keepDims = false }: ReduceOptions,
): Value {
  const all = (axes ?? x.shape.map((_, axis) => axis))
    .map((axis) => normaliseAxis(axis, x.shape.length, name))
    .sort((a, b) => a - b);
  return applyOne(operations[name], [x], { axes: all, keepDims: keepDims ? 1 : 0 });
}

/** Sum over some axes, or over all. */
export const sum = (x: Value, axes?: readonly number[], options: ReduceOptions = {}): Value =>
  reduce("sum", x, axes, options);
/** Mean over some axes, or over all. */
export const mean = (x: Value, axes?: readonly number[], options: ReduceOptions = {}): Value =>
  reduce("mean", x, axes, options);
/** Sum of squares over some axes, or over all. */
export const sumSquare = (x: Value, axes?: readonly number[], options: ReduceOptions = {}): Value =>
  reduce("sumSquare", x, axes, options);
/** Largest element over some axes, or over all; its gradient is shared equally between ties. */
export const max = (x: Value, axes?: readonly number[], options: ReduceOptions = {}): Value =>
  reduce("max", x, axes, options);
/** Smallest element over some axes, or over all; its gradient is shared equally between ties. */
export const min = (x: Value, axes?: readonly number[], options: ReduceOptions = {}): Value =>
  reduce("min", x, axes, options);

/** Sums a tensor over the axes along which `shape` was broadcast to it: the gradient of broadcasting. */
export function sumTo(x: Value, shape: Shape): Value {
  if (sameShape(x.shape, shape)) return x;
  const lead = x.shape.length - shape.length;
  const axes = x.shape.flatMap((size, axis) => (axis < lead || (shape[axis - lead] === 1 && size !== 1) ? [axis] : []));
  return reshape(axes.length > 0 ? sum(x, axes) : x, shape);
}
