import type { Value } from "../graph.ts";
import { applyOne, defineOperation } from "../operation.ts";
import { broadcastShapes, elementCount, normaliseAxis, sameShape, type Shape } from "../tensor-type.ts";
import { expectShape } from "./expect.ts";
import { sumTo } from "./reduce.ts";

const reshapeOperation = defineOperation<{ shape: Shape }>({
  name: "reshape",
  view: true,
  infer: ([x], { shape }) => {
    expectShape(
      shape.every(Number.isInteger) && elementCount(x.shape) === elementCount(shape),
      "reshape",
      `[${x.shape.join(", ")}] has ${elementCount(x.shape)} elements, [${shape.join(", ")}] ${elementCount(shape)}.`,
    );
    return [{ dtype: x.dtype, shape }];
  },
  write: (writer, { inputs, outputs, attributes }) =>
    writer.node("Reshape", [inputs[0], writer.integers(attributes.shape)], outputs, { allowzero: 1 }),
  gradient: ({ inputs: [x], cotangents: [dy] }) => [reshape(dy!, x.shape)],
});

/** The same elements in row-major order under another shape; one size may be −1. */
export function reshape(x: Value, shape: Shape): Value {
  const known = shape.reduce((product, size) => (size === -1 ? product : product * size), 1);
  const full = shape.map((size) => (size === -1 ? elementCount(x.shape) / known : size));
  return sameShape(full, x.shape) ? x : applyOne(reshapeOperation, [x], { shape: full });
}

const expandOperation = defineOperation<{ shape: Shape }>({
  name: "expand",
  infer: ([x], { shape }) => {
    expectShape(
      sameShape(broadcastShapes(x.shape, shape, "expand"), shape),
      "expand",
      `[${x.shape.join(", ")}] does not stretch to [${shape.join(", ")}].`,
    );
    return [{ dtype: x.dtype, shape }];
  },
  write: (writer, { inputs, outputs, attributes }) =>
    writer.node("Expand", [inputs[0], writer.integers(attributes.shape)], outputs),
  gradient: ({ inputs: [x], cotangents: [dy] }) => [sumTo(dy!, x.shape)],
});

/** Stretches axes of size 1 (and new axes in front) to a shape. */
export function expand(x: Value, shape: Shape): Value {
  return sameShape(x.shape, shape) ? x : applyOne(expandOperation, [x], { shape });
}

const transposeOperation = defineOperation<{ order: readonly number[] }>({
  name: "transpose",
  infer: ([x], { order }) => {
    expectShape(
      order.length === x.shape.length && new Set(order).size === order.length,
      "transpose",
      `the order [${order.join(", ")}] does not name each axis of [${x.shape.join(", ")}] once.`,
    );
    return [{ dtype: x.dtype, shape: order.map((axis) => x.shape[axis]) }];
  },
  write: (writer, { inputs, outputs, attributes }) =>
    writer.node("Transpose", inputs, outputs, { perm: attributes.order }),
  gradient: ({ cotangents: [dy], attributes: { order } }) => [
    transpose(
      dy!,
      order.map((_, axis) => order.indexOf(axis)),
    ),
  ],
});

/** Axes in another order: axis a of the output is axis order[a] of the input. */
export function transpose(x: Value, order: readonly number[]): Value {
  const axes = order.map((axis) => normaliseAxis(axis, x.shape.length, "transpose"));
  return axes.every((axis, index) => axis === index) ? x : applyOne(transposeOperation, [x], { order: axes });
}
