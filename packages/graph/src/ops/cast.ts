import type { Value } from "../graph.ts";
import { applyOne, defineOperation } from "../operation.ts";
import { onnxDataType } from "../onnx/onnx-model.ts";
import type { DType } from "../tensor-type.ts";

const castOperation = defineOperation<{ to: DType }>({
  name: "cast",
  elementwise: true,
  stopsGradient: true,
  infer: ([x], { to }) => [{ dtype: to, shape: x.shape }],
  write: (writer, { inputs, outputs, attributes }) =>
    writer.node("Cast", inputs, outputs, { to: onnxDataType[attributes.to] }),
});

const stopOperation = defineOperation<Record<string, never>>({
  name: "stopGradient",
  view: true,
  stopsGradient: true,
  infer: ([x]) => [x],
  write: (writer, { inputs, outputs }) => writer.node("Identity", inputs, outputs),
});

/** The same elements in another type; false and true become 0 and 1. No gradient flows through it. */
export function cast(x: Value, to: DType): Value {
  return x.dtype === to ? x : applyOne(castOperation, [x], { to });
}

/** The same tensor, through which no gradient flows. */
export function stopGradient(x: Value): Value {
  return applyOne(stopOperation, [x], {});
}
