import type { Value } from "../graph.ts";
import { applyOne, defineOperation } from "../operation.ts";
import { normaliseAxis } from "../tensor-type.ts";
import { mul, sub } from "./binary.ts";
import { expectDtype } from "./expect.ts";
import { sum } from "./reduce.ts";
import { exp } from "./unary.ts";

interface AxisAttributes extends Record<string, number> {
  axis: number;
}

const softmaxOperation = defineOperation<AxisAttributes>({
  name: "softmax",
  infer: ([x]) => {
    expectDtype("softmax", x, "float32");
    return [x];
  },
  write: (writer, { inputs, outputs, attributes }) =>
    writer.node("Softmax", inputs, outputs, { axis: attributes.axis }),
  // dx = y·(dy − Σ dy·y), in this order so that the last two steps can go on in the memory of dy.
  gradient: ({ outputs: [y], cotangents: [dy], attributes: { axis } }) => [
    mul(sub(dy!, sum(mul(dy!, y), [axis], { keepDims: true })), y),
  ],
});

const logSoftmaxOperation = defineOperation<AxisAttributes>({
  name: "logSoftmax",
  infer: ([x]) => {
    expectDtype("logSoftmax", x, "float32");
    return [x];
  },
  write: (writer, { inputs, outputs, attributes }) =>
    writer.node("LogSoftmax", inputs, outputs, { axis: attributes.axis }),
  // dx = dy − softmax(x)·Σ dy
  gradient: ({ outputs: [y], cotangents: [dy], attributes: { axis } }) => [
    sub(dy!, mul(exp(y), sum(dy!, [axis], { keepDims: true }))),
  ],
});

/** e^x / Σ e^x along an axis. */
export const softmax = (x: Value, axis = -1): Value =>
  applyOne(softmaxOperation, [x], { axis: normaliseAxis(axis, x.shape.length, "softmax") });
/** x − log Σ e^x along an axis. */
export const logSoftmax = (x: Value, axis = -1): Value =>
  applyOne(logSoftmaxOperation, [x], { axis: normaliseAxis(axis, x.shape.length, "logSoftmax") });
