import type { Value } from "../graph.ts";
import { applyOne, defineOperation } from "../operation.ts";
import { div, mul, sub } from "./binary.ts";
import { expectDtype } from "./expect.ts";

interface UnaryRow {
  readonly onnx: string;
  /** d loss / d x from the cotangent, the input and the output. */
  readonly gradient: (dy: Value, x: Value, y: Value) => Value | undefined;
}

/** Functions of single elements; the gradient check walks every row. */
export const unaryTable = {
  neg: { onnx: "Neg", gradient: (dy) => neg(dy) },
  exp: { onnx: "Exp", gradient: (dy, _x, y) => mul(dy, y) },
  log: { onnx: "Log", gradient: (dy, x) => div(dy, x) },
  sqrt: { onnx: "Sqrt", gradient: (dy, _x, y) => div(mul(dy, 0.5), y) },
  reciprocal: { onnx: "Reciprocal", gradient: (dy, _x, y) => neg(mul(dy, mul(y, y))) },
  abs: { onnx: "Abs", gradient: (dy, x) => mul(dy, sign(x)) },
  sign: { onnx: "Sign", gradient: () => undefined },
  floor: { onnx: "Floor", gradient: () => undefined },
  sigmoid: { onnx: "Sigmoid", gradient: (dy, _x, y) => mul(dy, mul(y, sub(1, y))) },
  tanh: { onnx: "Tanh", gradient: (dy, _x, y) => mul(dy, sub(1, mul(y, y))) },
  // 2/√π · e^(−x²)
  erf: { onnx: "Erf", gradient: (dy, x) => mul(dy, mul(exp(neg(mul(x, x))), 2 / Math.sqrt(Math.PI))) },
} satisfies Record<string, UnaryRow>;

const operations = Object.fromEntries(
  Object.entries(unaryTable).map(([name, row]: [string, UnaryRow]) => [
    name,
    defineOperation<Record<string, never>>({
      name,
      elementwise: true,
      infer: ([x]) => {
        expectDtype(name, x, "float32");
        return [{ dtype: "float32", shape: x.shape }];
      },
      write: (writer, { inputs, outputs }) => writer.node(row.onnx, inputs, outputs),
      gradient: ({ inputs: [x], outputs: [y], cotangents: [dy] }) => [row.gradient(dy!, x, y)],
    }),
  ]),
);

const unary = (name: keyof typeof unaryTable, x: Value): Value => applyOne(operations[name], [x], {});

/** −x. */
export const neg = (x: Value): Value => unary("neg", x);
/** e^x. */
export const exp = (x: Value): Value => unary("exp", x);
/** Natural logarithm. */
export const log = (x: Value): Value => unary("log", x);
/** Square root; its gradient at 0 is infinite. */
export const sqrt = (x: Value): Value => unary("sqrt", x);
/** 1/x. */
export const reciprocal = (x: Value): Value => unary("reciprocal", x);
/** |x|; gradient 0 at 0. */
export const abs = (x: Value): Value => unary("abs", x);
/** −1, 0 or 1; no gradient flows through it. */
export const sign = (x: Value): Value => unary("sign", x);
/** The largest whole number not above x; no gradient flows through it. */
export const floor = (x: Value): Value => unary("floor", x);
/** 1 / (1 + e^−x). */
export const sigmoid = (x: Value): Value => unary("sigmoid", x);
/** Hyperbolic tangent. */
export const tanh = (x: Value): Value => unary("tanh", x);
/** The error function. */
export const erf = (x: Value): Value => unary("erf", x);
/** x². */
export const square = (x: Value): Value => mul(x, x);
