import { normalCdf, normalSurvival } from "@hilum/numeric";
import type { Plain } from "./plain.ts";
import { atBroadcast, broadcastShape, tabulate } from "./plain.ts";

/** Functions of one number. */
export const unaryFunctions = {
  abs: Math.abs,
  ceil: Math.ceil,
  cos: Math.cos,
  erf,
  exp: Math.exp,
  floor: Math.floor,
  /** Exact, x · Φ(x); not the tanh approximation. */
  gelu: (x: number) => x * normalCdf(x),
  log: Math.log,
  neg: (x: number) => -x,
  not: (x: number) => Number(x === 0),
  reciprocal: (x: number) => 1 / x,
  relu: (x: number) => Math.max(x, 0),
  sigmoid: (x: number) => 1 / (1 + Math.exp(-x)),
  sign: Math.sign,
  sin: Math.sin,
  softplus: (x: number) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
  sqrt: Math.sqrt,
  square: (x: number) => x * x,
  tanh: Math.tanh,
};

export type Unary = keyof typeof unaryFunctions;

export function unary(name: Unary, x: Plain): Plain {
  return mapped(x, unaryFunctions[name]);
}

export function leakyRelu(x: Plain, slope = 0.01): Plain {
  return mapped(x, (value) => (value >= 0 ? value : slope * value));
}

export function clipped(x: Plain, lower: number, upper: number): Plain {
  return mapped(x, (value) => Math.min(upper, Math.max(lower, value)));
}

/** Functions of two numbers; comparisons give 1 for true and 0 for false. */
export const binaryFunctions = {
  add: (a: number, b: number) => a + b,
  sub: (a: number, b: number) => a - b,
  mul: (a: number, b: number) => a * b,
  div: (a: number, b: number) => a / b,
  pow: (a: number, b: number) => a ** b,
  max: (a: number, b: number) => Math.max(a, b),
  min: (a: number, b: number) => Math.min(a, b),
  equal: (a: number, b: number) => Number(a === b),
  less: (a: number, b: number) => Number(a < b),
  lessOrEqual: (a: number, b: number) => Number(a <= b),
  greater: (a: number, b: number) => Number(a > b),
  greaterOrEqual: (a: number, b: number) => Number(a >= b),
  and: (a: number, b: number) => Number(a !== 0 && b !== 0),
  or: (a: number, b: number) => Number(a !== 0 || b !== 0),
};

export type Binary = keyof typeof binaryFunctions;

/** Two tensors, element by element, with broadcasting. */
export function binary(name: Binary, a: Plain, b: Plain): Plain {
  const of = binaryFunctions[name];
  return tabulate(broadcastShape(a.shape, b.shape), (index) => of(atBroadcast(a, index), atBroadcast(b, index)));
}

/** `a` where the condition is not 0, `b` elsewhere; all three broadcast. */
export function where(condition: Plain, a: Plain, b: Plain): Plain {
  return tabulate(broadcastShape(condition.shape, a.shape, b.shape), (index) =>
    atBroadcast(atBroadcast(condition, index) === 0 ? b : a, index),
  );
}

/** A tensor stretched to a larger shape. */
export function expanded(x: Plain, shape: readonly number[]): Plain {
  return tabulate(broadcastShape(x.shape, shape), (index) => atBroadcast(x, index));
}

export function mapped(x: Plain, of: (value: number) => number): Plain {
  return { shape: x.shape, values: x.values.map((value) => of(value)) };
}

/** Error function to the last digits: near 0 by its series of positive terms, 2/√π · e^(−x²) · Σ 2ⁿ x²ⁿ⁺¹ / (2n + 1)!!. */
function erf(x: number): number {
  if (Math.abs(x) > 2) return Math.sign(x) * (1 - 2 * normalSurvival(Math.abs(x) * Math.SQRT2));
  let term = x;
  let sum = x;
  for (let n = 1; Math.abs(term) > Math.abs(sum) * 1e-18; n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}
