import type { DType, ElementArray, Shape } from "../tensor-type.ts";

/** Values that ONNX node attributes take. A whole number is written as an int unless wrapped by `float`. */
export type OnnxAttribute = number | string | readonly number[] | { readonly float: number };

/** ONNX attributes of type float need a mark: 1 and 1.0 are the same number in JavaScript. */
export function float(value: number): { readonly float: number } {
  return { float: value };
}

/** Receives the nodes of one graph in order; names inside an operation are made with `temporary`. */
export interface NodeWriter {
  /** Channels of a block, where the program will run on blocked convolutions; undefined in a portable model. */
  readonly channelBlock: number | undefined;
  node(
    type: string,
    inputs: readonly string[],
    outputs: readonly string[],
    attributes?: Readonly<Record<string, OnnxAttribute>>,
    domain?: string,
  ): void;
  /** A new name for a value between the nodes of one operation. */
  temporary(hint: string): string;
  /** The name of a constant tensor; equal ones are shared. */
  constant(dtype: DType, shape: Shape, elements: ElementArray | readonly number[]): string;
  /** The name of a one-axis int64 constant: axes, shapes, starts. */
  integers(values: readonly number[]): string;
}

/** The operator set that ONNX Runtime adds to the standard one; FusedMatMul (transposed operands) lives there. */
export const microsoftDomain = "com.microsoft";

/** ONNX Runtime's own operators on images in blocks of channels; only the runtime on the processor that they were written for has them. */
export const nchwcDomain = "com.microsoft.nchwc";
