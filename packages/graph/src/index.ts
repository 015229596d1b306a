export { checkGraph, type GraphIssue, requireLegalGraph } from "./check-graph.ts";
export { printGraph } from "./print-graph.ts";
export { compile, type CompileOptions, type Program } from "./runtime/compile.ts";
export type { Device } from "./runtime/devices.ts";
export type { OnnxRuntime, OnnxSession, SessionOptions } from "./runtime/onnx-runtime.ts";
export { Variables } from "./runtime/variables.ts";
export { encodeModel } from "./onnx/encode-model.ts";
export { graphToOnnx, type OnnxOptions, outputName } from "./onnx/graph-to-onnx.ts";
export type { OnnxModel, OnnxNode, OnnxTensor, OnnxValue } from "./onnx/onnx-model.ts";
export { Graph, type GraphNode, type Value } from "./graph.ts";
export { GraphError } from "./graph-error.ts";
export { cotangents, gradients } from "./gradients.ts";
export { type Initial, initialise } from "./initial.ts";
export { type DType, type ElementArray, elementCount, type Shape, type TensorType } from "./tensor-type.ts";
export { gelu, leakyRelu, relu } from "./ops/activation.ts";
export { averagePool, type AveragePoolOptions } from "./ops/average-pool.ts";
export { batchNorm, type BatchNormOptions, type BatchNormParameters } from "./ops/batch-norm.ts";
export {
  add,
  and,
  div,
  equal,
  greater,
  greaterOrEqual,
  less,
  lessOrEqual,
  logAddExp,
  maximum,
  minimum,
  mul,
  type Operand,
  or,
  pow,
  sub,
} from "./ops/binary.ts";
export { cast, stopGradient } from "./ops/cast.ts";
export { concat, roll, split } from "./ops/concat.ts";
export { convTranspose, type ConvTransposeOptions } from "./ops/conv-transpose.ts";
export { conv, type ConvOptions, type PerAxis } from "./ops/conv.ts";
export { dropout, dropoutMask, dropPath } from "./ops/dropout.ts";
export { gather } from "./ops/gather.ts";
export { instanceNorm, type InstanceNormOptions } from "./ops/instance-norm.ts";
export { layerNorm, type LayerNormOptions } from "./ops/layer-norm.ts";
export { linear, matmul, type MatmulOptions } from "./ops/matmul.ts";
export { maxPool, type PoolOptions } from "./ops/max-pool.ts";
export { pad, type PadRange } from "./ops/pad.ts";
export { max, mean, min, type ReduceOptions, sum, sumSquare } from "./ops/reduce.ts";
export { expand, reshape, transpose } from "./ops/reshape.ts";
export { slice, type SliceRange } from "./ops/slice.ts";
export { logSoftmax, softmax } from "./ops/softmax.ts";
export { tile } from "./ops/tile.ts";
export { abs, erf, exp, floor, log, neg, reciprocal, sigmoid, sign, sqrt, square, tanh } from "./ops/unary.ts";
export { upsample, type UpsampleOptions } from "./ops/upsample.ts";
export { where } from "./ops/where.ts";
