import type { DType, ElementArray, Shape } from "../tensor-type.ts";
import type { OnnxAttribute } from "./node-writer.ts";

/** The part of ONNX's model format that graphs use, as plain data. */
export interface OnnxModel {
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
  readonly initializers: readonly OnnxTensor[];
  readonly nodes: readonly OnnxNode[];
  /** Free text about the model, by key. */
  readonly metadata: ReadonlyMap<string, string>;
}

export interface OnnxValue {
  readonly name: string;
  readonly dtype: DType;
  readonly shape: Shape;
}

export interface OnnxTensor extends OnnxValue {
  readonly elements: ElementArray;
}

export interface OnnxNode {
  readonly name: string;
  readonly type: string;
  readonly domain: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Readonly<Record<string, OnnxAttribute>>;
}

/** ONNX's numbers for element types (onnx.proto, TensorProto.DataType). */
export const onnxDataType: Record<DType, number> = { float32: 1, int64: 7, bool: 9 };

/** Version of the standard operator set that our operations are written in. */
export const opsetVersion = 20;
