import { GraphError } from "../graph-error.ts";
import type { Value } from "../graph.ts";
import { applyOne, defineOperation, type Operation } from "../operation.ts";
import { broadcastShapes } from "../tensor-type.ts";
import { stopGradient } from "./cast.ts";
import { expectDtype } from "./expect.ts";
import { sumTo } from "./reduce.ts";
import { exp, log, neg } from "./unary.ts";
import { where } from "./where.ts";

type NoAttributes = Record<string, never>;
type Rule = (cotangent: Value, a: Value, b: Value, y: Value) => Value;

interface BinaryRow {
  readonly onnx: string;
  /** d loss / d a and d loss / d b before broadcasting is undone. */
  readonly gradient: readonly [Rule, Rule];
}

/** Arithmetic of two tensors that broadcast. */
const arithmetic = {
  add: { onnx: "Add", gradient: [(dy) => dy, (dy) => dy] },
  sub: { onnx: "Sub", gradient: [(dy) => dy, (dy) => neg(dy)] },
  mul: { onnx: "Mul", gradient: [(dy, _a, b) => mul(dy, b), (dy, a) => mul(dy, a)] },
  div: { onnx: "Div", gradient: [(dy, _a, b) => div(dy, b), (dy, _a, b, y) => neg(div(mul(dy, y), b))] },
  // d(a^b) = b·a^(b−1) da + a^b·ln a db
  pow: {
    onnx: "Pow",
    gradient: [(dy, a, b) => mul(dy, mul(b, pow(a, sub(b, 1)))), (dy, a, _b, y) => mul(dy, mul(y, log(a)))],
  },
  // A tie goes to the first operand.
  maximum: { onnx: "Max", gradient: [(dy, a, b) => where(less(a, b), 0, dy), (dy, a, b) => where(less(a, b), dy, 0)] },
  minimum: { onnx: "Min", gradient: [(dy, a, b) => where(less(b, a), 0, dy), (dy, a, b) => where(less(b, a), dy, 0)] },
} satisfies Record<string, BinaryRow>;

const comparisons = {
  equal: "Equal",
  less: "Less",
  greater: "Greater",
  lessOrEqual: "LessOrEqual",
  greaterOrEqual: "GreaterOrEqual",
};
const logical = { and: "And", or: "Or" };

/** A tensor, or a number that becomes a float32 scalar. */
export type Operand = Value | number;

const arithmeticOperations = Object.fromEntries(
  Object.entries(arithmetic).map(([name, row]: [string, BinaryRow]) => [
    name,
    defineOperation<NoAttributes>({
      name,
      elementwise: true,
      infer: ([a, b]) => {
        expectDtype(name, a, "float32", "int64");
        expectDtype(name, b, a.dtype);
        return [{ dtype: a.dtype, shape: broadcastShapes(a.shape, b.shape, name) }];
      },
      write: (writer, { inputs, outputs }) => writer.node(row.onnx, inputs, outputs),
      gradient: ({ inputs: [a, b], outputs: [y], cotangents: [dy], wanted }) =>
        row.gradient.map((rule, side) => (wanted[side] ? sumTo(rule(dy!, a, b, y), [a, b][side].shape) : undefined)),
    }),
  ]),
);

const booleanOperations = Object.fromEntries(
  [...Object.entries(comparisons), ...Object.entries(logical)].map(([name, onnx]) => [
    name,
    defineOperation<NoAttributes>({
      name,
      elementwise: true,
      infer: ([a, b]) => {
        if (name in logical) expectDtype(name, a, "bool");
        else expectDtype(name, a, "float32", "int64");
        expectDtype(name, b, a.dtype);
        return [{ dtype: "bool", shape: broadcastShapes(a.shape, b.shape, name) }];
      },
      write: (writer, { inputs, outputs }) => writer.node(onnx, inputs, outputs),
    }),
  ]),
);

function binary(operation: Operation<NoAttributes>, a: Operand, b: Operand): Value {
  const tensor = typeof a === "number" ? b : a;
  if (typeof tensor === "number") {
    throw new GraphError(
      "no-input",
      `${operation.name} of two numbers: at least one of the operands must be a tensor.`,
    );
  }
  const { graph, dtype } = tensor;
  const value = (operand: Operand): Value =>
    typeof operand === "number" ? graph.constant(dtype, [], [operand]) : operand;
  return applyOne(operation, [value(a), value(b)], {});
}

/** a + b, broadcasting. */
export const add = (a: Operand, b: Operand): Value => binary(arithmeticOperations.add, a, b);
/** a − b, broadcasting. */
export const sub = (a: Operand, b: Operand): Value => binary(arithmeticOperations.sub, a, b);
/** a · b element by element, broadcasting. */
export const mul = (a: Operand, b: Operand): Value => binary(arithmeticOperations.mul, a, b);
/** a / b element by element, broadcasting. */
export const div = (a: Operand, b: Operand): Value => binary(arithmeticOperations.div, a, b);
/** a to the power of b; the gradient with respect to b needs a > 0. */
export const pow = (a: Operand, b: Operand): Value => binary(arithmeticOperations.pow, a, b);
/** The larger of a and b. */
export const maximum = (a: Operand, b: Operand): Value => binary(arithmeticOperations.maximum, a, b);
/** The smaller of a and b. */
export const minimum = (a: Operand, b: Operand): Value => binary(arithmeticOperations.minimum, a, b);

/** a = b, as bool. */
export const equal = (a: Operand, b: Operand): Value => binary(booleanOperations.equal, a, b);
/** a < b, as bool. */
export const less = (a: Operand, b: Operand): Value => binary(booleanOperations.less, a, b);
/** a > b, as bool. */
export const greater = (a: Operand, b: Operand): Value => binary(booleanOperations.greater, a, b);
/** a ≤ b, as bool. */
export const lessOrEqual = (a: Operand, b: Operand): Value => binary(booleanOperations.lessOrEqual, a, b);
/** a ≥ b, as bool. */
export const greaterOrEqual = (a: Operand, b: Operand): Value => binary(booleanOperations.greaterOrEqual, a, b);
/** Both, of two bool tensors. */
export const and = (a: Value, b: Value): Value => binary(booleanOperations.and, a, b);
/** Either, of two bool tensors. */
export const or = (a: Value, b: Value): Value => binary(booleanOperations.or, a, b);

/** log(e^a + e^b), computed without overflow. */
export function logAddExp(a: Value, b: Value): Value {
  const larger = stopGradient(maximum(a, b));
  return add(larger, log(add(exp(sub(a, larger)), exp(sub(b, larger)))));
}
