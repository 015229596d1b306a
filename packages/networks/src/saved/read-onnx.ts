import { NetworkError } from "../network-error.ts";
import { quoted } from "../weights/describe-value.ts";
import { elementCount, elementTypes } from "../weights/element-types.ts";
import type { StoredDtype, StoredTensor } from "../weights/stored-tensor.ts";
import { damaged } from "../weights/weights-refusals.ts";
import { constantPrefix } from "./export-onnx.ts";
import { readMessage } from "./protobuf-message.ts";

/** An input or output of a model. */
export interface OnnxPort {
  readonly name: string;
  readonly dtype: StoredDtype;
  readonly shape: readonly number[];
}

/** What one of our .onnx files holds. */
export interface OnnxFile {
  readonly inputs: readonly OnnxPort[];
  readonly outputs: readonly OnnxPort[];
  /** Parameters and running statistics by name; they keep the file's bytes and are decoded when asked for. */
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  /** Number of constants of the graph, which are no weights. */
  readonly constants: number;
  /** How often each kind of operation is used. */
  readonly operations: ReadonlyMap<string, number>;
  readonly metadata: ReadonlyMap<string, string>;
}

/** Numbers of element types in onnx.proto (TensorProto.DataType), as far as our files use them. */
const dtypes: ReadonlyMap<number, StoredDtype> = new Map([
  [1, "float32"],
  [7, "int64"],
  [9, "bool"],
]);

const MOST_AXES = 64;

/** True if the bytes begin as an ONNX model does: the format's version, then the name of the program that wrote it. */
export function looksLikeOnnx(bytes: Uint8Array): boolean {
  return bytes.length > 4 && bytes[0] === 0x08 && bytes[1] < 0x40 && bytes[2] === 0x12;
}

/**
 * Reads an .onnx file that `exportOnnx` wrote, strictly: weights by name, inputs, outputs, metadata. The operations are counted, not
 * interpreted.
 *
 * @throws NetworkError `onnx-foreign` for a model of another program; `weights-damaged`.
 */
export function readOnnx(bytes: Uint8Array): OnnxFile {
  refuseForeign(bytes);
  const found: { graph?: Uint8Array } = {};
  const metadata = new Map<string, string>();
  readMessage(bytes, "the model", {
    1: "ignored",
    2: "ignored",
    7: {
      bytes: (content) => {
        if (found.graph) throw damaged("the model has two graphs");
        found.graph = content;
      },
    },
    8: "ignored",
    14: {
      bytes: (content) => {
        const entry = readTexts(content, "an entry of the metadata", [1, 2]);
        addOnce(metadata, entry[1] ?? "", entry[2] ?? "", "metadata");
      },
    },
  });
  if (found.graph === undefined) throw damaged(`the model of ${bytes.length} bytes has no graph`);
  return { ...readGraph(found.graph), metadata };
}

function readGraph(bytes: Uint8Array): Omit<OnnxFile, "metadata"> {
  const operations = new Map<string, number>();
  const initializers = new Map<string, StoredTensor>();
  const inputs: OnnxPort[] = [];
  const outputs: OnnxPort[] = [];
  readMessage(bytes, "the graph", {
    1: {
      bytes: (content) => {
        const type = readOperation(content);
        operations.set(type, (operations.get(type) ?? 0) + 1);
      },
    },
    2: "ignored",
    5: {
      bytes: (content) => {
        const { name, tensor } = readTensor(content);
        addOnce(initializers, name, tensor, "tensor");
      },
    },
    11: { bytes: (content) => inputs.push(readPort(content)) },
    12: { bytes: (content) => outputs.push(readPort(content)) },
  });
  if (outputs.length === 0) throw damaged("the graph has no outputs");
  const tensors = new Map([...initializers].filter(([name]) => !name.startsWith(constantPrefix)));
  return { inputs, outputs, tensors, constants: initializers.size - tensors.size, operations };
}

function readOperation(bytes: Uint8Array): string {
  let type = "";
  readMessage(bytes, "an operation", {
    1: "ignored",
    2: "ignored",
    3: "ignored",
    4: { text: (text) => (type = text) },
    5: "ignored",
    7: "ignored",
  });
  return type;
}

function readTensor(bytes: Uint8Array): { name: string; tensor: StoredTensor } {
  const shape: number[] = [];
  const found: { name: string; dtype?: StoredDtype; content: Uint8Array } = { name: "", content: new Uint8Array(0) };
  readMessage(bytes, "a tensor", {
    1: { number: (size) => shape.push(size) },
    2: { number: (type) => (found.dtype = dtypeOf(type)) },
    8: { text: (text) => (found.name = text) },
    9: { bytes: (raw) => (found.content = raw) },
  });
  const { name, dtype, content } = found;
  if (dtype === undefined) throw damaged(`the tensor ${quoted(name)} has no element type`);
  checkShape(shape, `the tensor ${quoted(name)}`);
  const type = elementTypes[dtype];
  const count = elementCount(shape);
  if (content.length !== count * type.bytes) {
    throw damaged(
      `the tensor ${quoted(name)} [${shape.join(", ")}] needs ${count * type.bytes} bytes and has ${content.length}`,
    );
  }
  const values = () => type.read(content, { offset: 0, shape: [count], stride: [1] });
  return { name, tensor: { dtype, shape, values } };
}

function readPort(bytes: Uint8Array): OnnxPort {
  const shape: number[] = [];
  const found: { name: string; dtype?: StoredDtype } = { name: "" };
  const dimension = (content: Uint8Array): void =>
    readMessage(content, "a dimension", { 1: { number: (size) => shape.push(size) } });
  const tensorType = (content: Uint8Array): void =>
    readMessage(content, "a tensor type", {
      1: { number: (type) => (found.dtype = dtypeOf(type)) },
      2: { bytes: (axes) => readMessage(axes, "a shape", { 1: { bytes: dimension } }) },
    });
  readMessage(bytes, "an input or output", {
    1: { text: (text) => (found.name = text) },
    2: { bytes: (content) => readMessage(content, "a type", { 1: { bytes: tensorType } }) },
  });
  const { name, dtype } = found;
  if (dtype === undefined || name === "") throw damaged(`an input or output ${quoted(name)} has no name or type`);
  checkShape(shape, quoted(name));
  return { name, dtype, shape };
}

function readTexts(bytes: Uint8Array, what: string, numbers: readonly number[]): Readonly<Record<number, string>> {
  const texts: Record<number, string> = {};
  const fields = numbers.map((number) => [number, { text: (text: string) => (texts[number] = text) }] as const);
  readMessage(bytes, what, Object.fromEntries(fields));
  return texts;
}

function refuseForeign(bytes: Uint8Array): void {
  const signature = [0x08, 0x09, 0x12, 0x05, 0x68, 0x69, 0x6c, 0x75, 0x6d];
  if (signature.every((byte, i) => bytes[i] === byte)) return;
  if (!looksLikeOnnx(bytes)) {
    throw damaged(`its ${bytes.length} bytes do not begin as an .onnx file does`);
  }
  const program = String.fromCharCode(...bytes.subarray(4, 4 + Math.min(bytes[3], 40)));
  throw new NetworkError(
    "onnx-foreign",
    `The .onnx file was written by ${quoted(program)} (ONNX version ${bytes[1]}), not by hilum (version 9). Only our own files are read ` +
      "back. Save the weights of that network with torch.save or as .safetensors.",
  );
}

function dtypeOf(type: number): StoredDtype {
  const dtype = dtypes.get(type);
  if (dtype === undefined) throw damaged(`it uses the element type ${type}, which our files do not have`);
  return dtype;
}

function checkShape(shape: readonly number[], what: string): void {
  if (shape.length > MOST_AXES || shape.some((size) => size < 0) || !Number.isSafeInteger(elementCount(shape))) {
    throw damaged(`${what} has ${shape.length} axes of sizes [${shape.slice(0, 8).join(", ")}]`);
  }
}

function addOnce<T>(table: Map<string, T>, name: string, value: T, what: string): void {
  if (table.has(name)) throw damaged(`the ${what} ${quoted(name)} comes twice`);
  table.set(name, value);
}
