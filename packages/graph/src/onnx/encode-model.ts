import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import type { OnnxAttribute } from "./node-writer.ts";
import {
  type OnnxModel,
  type OnnxNode,
  type OnnxTensor,
  type OnnxValue,
  onnxDataType,
  opsetVersion,
} from "./onnx-model.ts";

const irVersion = 9;

/** The bytes of an .onnx file. Field numbers are those of onnx.proto (IR version 9). */
export function encodeModel(model: OnnxModel): Uint8Array<ArrayBuffer> {
  const writer = new BinaryWriter();
  writer.tag(1, WireType.Varint).int64(irVersion);
  writer.tag(2, WireType.LengthDelimited).string("hilum");
  message(writer, 7, () => writeGraph(writer, model));
  opset(writer, "", opsetVersion);
  for (const domain of new Set(model.nodes.map((node) => node.domain))) if (domain !== "") opset(writer, domain, 1);
  for (const [key, value] of model.metadata) {
    message(writer, 14, () => {
      text(writer, 1, key);
      text(writer, 2, value);
    });
  }
  return writer.finish();
}

function writeGraph(writer: BinaryWriter, model: OnnxModel): void {
  for (const node of model.nodes) message(writer, 1, () => writeNode(writer, node));
  text(writer, 2, "graph");
  for (const tensor of model.initializers) message(writer, 5, () => writeTensor(writer, tensor));
  for (const value of model.inputs) message(writer, 11, () => writeValue(writer, value));
  for (const value of model.outputs) message(writer, 12, () => writeValue(writer, value));
}

function writeNode(writer: BinaryWriter, node: OnnxNode): void {
  for (const name of node.inputs) text(writer, 1, name);
  for (const name of node.outputs) text(writer, 2, name);
  text(writer, 3, node.name);
  text(writer, 4, node.type);
  for (const [name, value] of Object.entries(node.attributes))
    message(writer, 5, () => writeAttribute(writer, name, value));
  if (node.domain !== "") text(writer, 7, node.domain);
}

function writeAttribute(writer: BinaryWriter, name: string, value: OnnxAttribute): void {
  text(writer, 1, name);
  if (typeof value === "number") {
    writer.tag(3, WireType.Varint).int64(value);
    attributeType(writer, 2);
  } else if (typeof value === "string") {
    text(writer, 4, value);
    attributeType(writer, 3);
  } else if ("float" in value) {
    writer.tag(2, WireType.Bit32).float(value.float);
    attributeType(writer, 1);
  } else {
    for (const item of value) writer.tag(8, WireType.Varint).int64(item);
    attributeType(writer, 7);
  }
}

function attributeType(writer: BinaryWriter, type: number): void {
  writer.tag(20, WireType.Varint).int32(type);
}

function writeTensor(writer: BinaryWriter, tensor: OnnxTensor): void {
  for (const size of tensor.shape) writer.tag(1, WireType.Varint).int64(size);
  writer.tag(2, WireType.Varint).int32(onnxDataType[tensor.dtype]);
  text(writer, 8, tensor.name);
  const { buffer, byteOffset, byteLength } = tensor.elements;
  writer.tag(9, WireType.LengthDelimited).bytes(new Uint8Array(buffer, byteOffset, byteLength));
}

function writeValue(writer: BinaryWriter, value: OnnxValue): void {
  text(writer, 1, value.name);
  message(writer, 2, () =>
    message(writer, 1, () => {
      writer.tag(1, WireType.Varint).int32(onnxDataType[value.dtype]);
      message(writer, 2, () => {
        for (const size of value.shape) message(writer, 1, () => writer.tag(1, WireType.Varint).int64(size));
      });
    }),
  );
}

function opset(writer: BinaryWriter, domain: string, version: number): void {
  message(writer, 8, () => {
    text(writer, 1, domain);
    writer.tag(2, WireType.Varint).int64(version);
  });
}

function text(writer: BinaryWriter, field: number, value: string): void {
  writer.tag(field, WireType.LengthDelimited).string(value);
}

function message(writer: BinaryWriter, field: number, body: () => void): void {
  writer.tag(field, WireType.LengthDelimited).fork();
  body();
  writer.join();
}
