import type { Value } from "../graph.ts";
import { float } from "../onnx/node-writer.ts";
import { applyOne, defineOperation } from "../operation.ts";

const maskOperation = defineOperation<Record<string, never>>({
  name: "reluMask",
  elementwise: true,
  stopsGradient: true,
  infer: ([y]) => [y],
  // HardSigmoid is min(1, max(0, α·y + β)): with a huge α it is the step function in one vectorised pass, where Sign, Cast and Where
  // are as slow as a convolution. Wrong only for 0 < y < 1e-30, where the gradient is scaled by y·1e30 instead of 1.
  write: (writer, { inputs, outputs }) =>
    writer.node("HardSigmoid", inputs, outputs, { alpha: float(1e30), beta: float(0) }),
});

/** 1 where y > 0, else 0, for y ≥ 0. */
export const reluMask = (y: Value): Value => applyOne(maskOperation, [y], {});
