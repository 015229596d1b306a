import { GraphError } from "../graph-error.ts";
import type { Value } from "../graph.ts";
import { float } from "../onnx/node-writer.ts";
import { applyOne, defineOperation } from "../operation.ts";
import { add, maximum, mul, sub } from "./binary.ts";
import { expectDtype } from "./expect.ts";
import { reluMask } from "./relu-mask.ts";
import { erf, exp, square } from "./unary.ts";

const reluOperation = defineOperation<Record<string, never>>({
  name: "relu",
  elementwise: true,
  infer: ([x]) => {
    expectDtype("relu", x, "float32");
    return [x];
  },
  write: (writer, { inputs, outputs }) => writer.node("Relu", inputs, outputs),
  gradient: ({ outputs: [y], cotangents: [dy] }) => [mul(dy!, reluMask(y))],
});

/** max(x, 0); gradient 0 at 0. */
export const relu = (x: Value): Value => applyOne(reluOperation, [x], {});

const leakyReluOperation = defineOperation<{ slope: number }>({
  name: "leakyRelu",
  elementwise: true,
  infer: ([x]) => {
    expectDtype("leakyRelu", x, "float32");
    return [x];
  },
  write: (writer, { inputs, outputs, attributes: { slope } }) =>
    writer.node("LeakyRelu", inputs, outputs, { alpha: float(slope) }),
  // The mask is 1 or 0, so the larger of mask and slope is the derivative.
  gradient: ({ inputs: [x], cotangents: [dy], attributes: { slope } }) => [mul(dy!, maximum(reluMask(relu(x)), slope))],
});

/**
 * x where x > 0, else slope · x; gradient `slope` at 0.
 *
 * @param slope - default 0.01.
 * @throws GraphError `slope` outside [0, 1].
 */
export function leakyRelu(x: Value, slope = 0.01): Value {
  if (!(slope >= 0 && slope <= 1)) {
    throw new GraphError("slope", `leakyRelu: the slope ${slope} is not between 0 and 1. PyTorch's default is 0.01.`);
  }
  return applyOne(leakyReluOperation, [x], { slope });
}

const geluOperation = defineOperation<Record<string, never>>({
  name: "gelu",
  elementwise: true,
  infer: ([x]) => {
    expectDtype("gelu", x, "float32");
    return [x];
  },
  write: (writer, { inputs, outputs }) => writer.node("Gelu", inputs, outputs, { approximate: "none" }),
  // Φ(x) + x·φ(x), with t = x/√2: Φ = ½ + ½·erf(t), φ = e^(−t²)/√(2π)
  gradient: ({ inputs: [x], cotangents: [dy] }) => {
    const t = mul(x, Math.SQRT1_2);
    const cumulative = add(mul(erf(t), 0.5), 0.5);
    const density = exp(sub(-0.5 * Math.log(2 * Math.PI), square(t)));
    return [mul(dy!, add(cumulative, mul(x, density)))];
  },
});

/**
 * x · Φ(x) with the normal distribution's own Φ, not the tanh approximation.
 *
 * @see Hendrycks & Gimpel, arXiv 1606.08415.
 */
export const gelu = (x: Value): Value => applyOne(geluOperation, [x], {});
