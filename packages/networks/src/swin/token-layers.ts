import { layerNorm, linear, reshape, type Value } from "@hilum/graph";
import type { Scope } from "../layers.ts";

/** Layer normalisation over the last axis with PyTorch's names. */
export function tokenNorm(scope: Scope, x: Value): Value {
  const channels = [x.shape.at(-1)!];
  const weight = scope.parameter("weight", channels, { kind: "constant", value: 1 });
  return layerNorm(x, { weight, bias: scope.parameter("bias", channels, { kind: "constant", value: 0 }) });
}

/** A fully connected layer over the last axis, with PyTorch's default initialisation, uniform in ±1/√in. */
export function tokenLinear(scope: Scope, x: Value, out: number, { bias = true } = {}): Value {
  const inputs = x.shape.at(-1)!;
  const initial = { kind: "uniform", bound: 1 / Math.sqrt(inputs) } as const;
  const weight = scope.parameter("weight", [out, inputs], initial);
  // As one matrix of tokens: the gradient of the weight is then one product, not one per row of the image.
  const flat = linear(reshape(x, [-1, inputs]), weight, bias ? scope.parameter("bias", [out], initial) : undefined);
  return reshape(flat, [...x.shape.slice(0, -1), out]);
}
