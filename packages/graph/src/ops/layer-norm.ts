import type { Value } from "../graph.ts";
import { float } from "../onnx/node-writer.ts";
import { applyOne, apply, defineOperation } from "../operation.ts";
import { elementCount, sameShape, type Shape, type TensorType } from "../tensor-type.ts";
import { mul, sub } from "./binary.ts";
import { expectDtype, expectShape } from "./expect.ts";
import { mean, sumTo } from "./reduce.ts";

interface LayerNormAttributes extends Record<string, number> {
  /** The first of the axes over which statistics are taken. */
  axis: number;
  epsilon: number;
}

/** Two outputs: (x − mean) / √(variance + ε), and 1 / √(variance + ε) with size 1 on the normalised axes. */
const standardiseOperation = defineOperation<LayerNormAttributes>({
  name: "standardise",
  infer: ([x], { axis }) => {
    expectDtype("layerNorm", x, "float32");
    return [x, { dtype: "float32", shape: x.shape.map((size, a) => (a < axis ? size : 1)) }];
  },
  write: (writer, { inputs: [x], outputs: [y, inverse], inputTypes, attributes: { axis, epsilon } }) => {
    const normalised = inputTypes[0].shape.slice(axis);
    const ones = writer.constant("float32", normalised, new Float32Array(elementCount(normalised)).fill(1));
    writer.node("LayerNormalization", [x, ones], [y, "", inverse], { axis, epsilon: float(epsilon) });
  },
  gradient: ({ outputs: [y, inverse], cotangents: [dy], attributes: { axis } }) => [
    dy && standardiseGradient(dy, y, inverse, axis),
  ],
});

const layerNormOperation = defineOperation<LayerNormAttributes>({
  name: "layerNorm",
  infer: ([x, ...affine], { axis }) => {
    expectDtype("layerNorm", x, "float32");
    for (const type of affine) expectAffine(type, x.shape.slice(axis));
    return [x];
  },
  write: (writer, { inputs, outputs, attributes: { axis, epsilon } }) =>
    writer.node("LayerNormalization", inputs, outputs, { axis, epsilon: float(epsilon) }),
  gradient: ({ inputs: [x, weight, bias], cotangents: [dy], attributes, wanted }) => {
    const [standardised, inverse] = apply(standardiseOperation, [x], attributes);
    return [
      wanted[0] ? standardiseGradient(mul(dy!, weight), standardised, inverse, attributes.axis) : undefined,
      wanted[1] ? sumTo(mul(dy!, standardised), weight.shape) : undefined,
      bias && wanted[2] ? sumTo(dy!, bias.shape) : undefined,
    ];
  },
});

function expectAffine(type: TensorType, normalised: Shape): void {
  expectShape(
    sameShape(type.shape, normalised),
    "layerNorm",
    `weight and bias need the shape of the normalised axes, [${normalised.join(", ")}]; given was [${type.shape.join(", ")}].`,
  );
}

/** dx = (dy − mean(dy) − y · mean(dy · y)) / √(variance + ε), with y the standardised tensor. */
function standardiseGradient(dy: Value, y: Value, inverse: Value, axis: number): Value {
  const axes = y.shape.map((_, a) => a).slice(axis);
  const slope = mean(mul(dy, y), axes, { keepDims: true });
  return mul(sub(sub(dy, mean(dy, axes, { keepDims: true })), mul(y, slope)), inverse);
}

/** Settings of a layer normalisation. */
export interface LayerNormOptions {
  /** Scale and shift after standardising, in the shape of the normalised axes; without a weight there is no bias. */
  readonly weight?: Value | undefined;
  readonly bias?: Value | undefined;
  /** How many of the last axes are normalised together; default 1. */
  readonly axes?: number;
  /** Default 1e-5. */
  readonly epsilon?: number;
}

/**
 * Every position standardised by the mean and biased variance of its own last axis (or axes).
 *
 * @throws GraphError `shape-mismatch` if weight or bias do not have the shape of these axes, or a bias comes without a weight.
 * @see Ba, Kiros & Hinton, arXiv 1607.06450.
 */
export function layerNorm(x: Value, { weight, bias, axes = 1, epsilon = 1e-5 }: LayerNormOptions = {}): Value {
  expectShape(
    Number.isInteger(axes) && axes >= 1 && axes <= x.shape.length,
    "layerNorm",
    `${axes} axes cannot be normalised in [${x.shape.join(", ")}].`,
  );
  expectShape(weight !== undefined || bias === undefined, "layerNorm", "a bias needs a weight beside it.");
  const attributes = { axis: x.shape.length - axes, epsilon };
  if (!weight) return apply(standardiseOperation, [x], attributes)[0];
  return applyOne(layerNormOperation, bias ? [x, weight, bias] : [x, weight], attributes);
}
