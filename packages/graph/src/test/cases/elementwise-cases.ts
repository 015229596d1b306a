import * as fc from "fast-check";
import {
  abs,
  add,
  and,
  cast,
  div,
  dropout,
  dropPath,
  equal,
  erf,
  exp,
  floor,
  gelu,
  greater,
  greaterOrEqual,
  leakyRelu,
  less,
  lessOrEqual,
  log,
  logAddExp,
  maximum,
  minimum,
  mul,
  neg,
  or,
  pow,
  reciprocal,
  relu,
  sigmoid,
  sign,
  sqrt,
  square,
  stopGradient,
  sub,
  tanh,
  type Value,
  where,
} from "../../index.ts";
import { broadcasting, type InputRule, type OperationCase, operationCase, shapes } from "../operation-case.ts";
import * as oracle from "../plain/elementwise.ts";
import { reshape } from "../plain/rearrangement.ts";

type Draw = NonNullable<InputRule["draw"]>;

/** Functions of single elements: name, operation, where they are smooth. */
const unaryRows: readonly (readonly [oracle.Unary, (x: Value) => Value, Draw])[] = [
  ["neg", neg, "any"],
  ["exp", exp, "any"],
  ["log", log, "positive"],
  ["sqrt", sqrt, "positive"],
  ["reciprocal", reciprocal, "nonzero"],
  ["abs", abs, "nonzero"],
  ["sign", sign, "nonzero"],
  ["floor", floor, "fractional"],
  ["sigmoid", sigmoid, "any"],
  ["tanh", tanh, "any"],
  ["erf", erf, "any"],
  ["square", square, "any"],
  ["relu", relu, "nonzero"],
  ["gelu", gelu, "any"],
];

/** Arithmetic of two tensors: exported name, the oracle's, operation, where they are smooth. */
const binaryRows: readonly (readonly [string, oracle.Binary, (a: Value, b: Value) => Value, Draw, Draw])[] = [
  ["add", "add", add, "any", "any"],
  ["sub", "sub", sub, "any", "any"],
  ["mul", "mul", mul, "any", "any"],
  ["div", "div", div, "any", "nonzero"],
  ["pow", "pow", pow, "positive", "any"],
  ["maximum", "max", maximum, "even", "odd"],
  ["minimum", "min", minimum, "even", "odd"],
  ["equal", "equal", equal, "whole", "whole"],
  ["less", "less", less, "whole", "whole"],
  ["lessOrEqual", "lessOrEqual", lessOrEqual, "whole", "whole"],
  ["greater", "greater", greater, "whole", "whole"],
  ["greaterOrEqual", "greaterOrEqual", greaterOrEqual, "whole", "whole"],
  ["and", "and", and, "bool", "bool"],
  ["or", "or", or, "bool", "bool"],
];

const unaryCases = unaryRows.map(([name, of, draw]) =>
  operationCase({
    name,
    settings: shapes(),
    inputs: (shape) => ({ x: { shape, draw } }),
    build: ({ x }) => of(x),
    plain: ({ x }) => oracle.unary(name, x),
  }),
);

const binaryCases = binaryRows.map(([name, plainName, of, drawA, drawB]) =>
  operationCase({
    name,
    settings: broadcasting(2),
    inputs: ([a, b]) => ({ a: { shape: a, draw: drawA }, b: { shape: b, draw: drawB } }),
    build: ({ a, b }) => of(a, b),
    plain: ({ a, b }) => oracle.binary(plainName, a, b),
  }),
);

/** Whole numbers: labels are compared and counted without floats. */
const integerCases = binaryRows
  .filter(([name]) => ["add", "sub", "mul", "maximum", "minimum", "equal", "less"].includes(name))
  .map(([name, plainName, of]) =>
    operationCase({
      name: `${name} of int64`,
      covers: [name],
      settings: broadcasting(2),
      inputs: ([a, b]) => ({ a: { shape: a, range: [-3, 4] }, b: { shape: b, range: [-3, 4] } }),
      build: ({ a, b }) => of(a, b),
      plain: ({ a, b }) => oracle.binary(plainName, a, b),
    }),
  );

export const elementwiseCases: readonly OperationCase[] = [
  ...unaryCases,
  ...binaryCases,
  ...integerCases,
  operationCase({
    name: "arithmetic with plain numbers",
    covers: ["add", "sub", "mul", "div", "pow", "maximum", "minimum"],
    settings: shapes(),
    inputs: (shape) => ({ x: { shape, draw: "positive" } }),
    build: ({ x }) =>
      add(sub(1, mul(x, 3)), div(pow(x, 3), add(maximum(x, 0.25), div(2, mul(minimum(x, 4), pow(2, x)))))),
    plain: ({ x }) => oracle.mapped(x, (v) => 1 - 3 * v + v ** 3 / (v + 2 / (v * 2 ** v))),
  }),
  operationCase({
    name: "leakyRelu",
    settings: fc.record({ shape: shapes(), slope: fc.constantFrom(undefined, 0, 0.2, 1) }),
    inputs: ({ shape }) => ({ x: { shape, draw: "nonzero" } }),
    build: ({ x }, { slope }) => leakyRelu(x, slope),
    plain: ({ x }, { slope }) => oracle.leakyRelu(x, slope),
  }),
  operationCase({
    name: "logAddExp",
    settings: broadcasting(2),
    inputs: ([a, b]) => ({ a: { shape: a, draw: "even" }, b: { shape: b, draw: "odd" } }),
    build: ({ a, b }) => logAddExp(a, b),
    plain: ({ a, b }) => oracle.unary("log", oracle.binary("add", oracle.unary("exp", a), oracle.unary("exp", b))),
  }),
  operationCase({
    name: "where",
    settings: broadcasting(3),
    inputs: ([condition, a, b]) => ({
      condition: { shape: condition, draw: "bool" },
      a: { shape: a },
      b: { shape: b },
    }),
    build: ({ condition, a, b }) => where(condition, a, b),
    plain: ({ condition, a, b }) => oracle.where(condition, a, b),
  }),
  operationCase({
    name: "cast from float32 to int64",
    covers: ["cast"],
    settings: shapes(),
    inputs: (shape) => ({ x: { shape, draw: "fractional" } }),
    build: ({ x }) => cast(x, "int64"),
    plain: ({ x }) => oracle.mapped(x, Math.trunc),
  }),
  operationCase({
    name: "cast from bool to float32",
    covers: ["cast"],
    settings: shapes(),
    inputs: (shape) => ({ x: { shape, draw: "bool" }, y: { shape } }),
    build: ({ x, y }) => mul(cast(x, "float32"), y),
    plain: ({ x, y }) => oracle.binary("mul", x, y),
  }),
  operationCase({
    name: "stopGradient",
    settings: shapes(),
    inputs: (shape) => ({ x: { shape } }),
    build: ({ x }) => square(stopGradient(x)),
    plain: ({ x }) => oracle.unary("square", x),
    gradient: "stopped",
  }),
  operationCase({
    name: "dropout",
    settings: shapes(),
    inputs: (shape) => ({ x: { shape }, mask: { shape } }),
    build: ({ x, mask }) => dropout(x, mask),
    plain: ({ x, mask }) => oracle.binary("mul", x, mask),
  }),
  operationCase({
    name: "dropPath",
    settings: shapes({ minRank: 1 }),
    inputs: (shape) => ({ x: { shape }, mask: { shape: [shape[0]] } }),
    build: ({ x, mask }) => dropPath(x, mask),
    plain: ({ x, mask }) =>
      oracle.binary(
        "mul",
        x,
        reshape(
          mask,
          x.shape.map((n, axis) => (axis === 0 ? n : 1)),
        ),
      ),
  }),
];
