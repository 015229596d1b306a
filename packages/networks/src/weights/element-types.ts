import { NetworkError } from "../network-error.ts";
import type { StoredDtype, TensorValues } from "./stored-tensor.ts";
import { bfloat16Value, float16Value } from "./half-precision.ts";
import { tooLarge } from "./weights-refusals.ts";

/** Where the elements of a tensor lie, counted in elements from the start of its bytes. */
export interface Layout {
  readonly offset: number;
  readonly shape: readonly number[];
  readonly stride: readonly number[];
}

/** How elements of one dtype are read and written, always little-endian. */
export interface ElementType {
  /** Bytes of an element in the file. */
  readonly bytes: number;
  /** Bytes of an element in memory. */
  readonly valueBytes: number;
  /** The elements of a layout that was checked to lie inside `bytes`, in row-major order. */
  read(bytes: Uint8Array, layout: Layout): TensorValues;
  /** Writes values one after another from byte `start` on; undefined where a dtype is only read. */
  readonly write: ((values: TensorValues, into: DataView, start: number) => void) | undefined;
}

const littleEndianHost = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

/** The dtypes of weights files. */
export const elementTypes: Readonly<Record<StoredDtype, ElementType>> = {
  float64: plain(
    Float64Array,
    (v, at) => v.getFloat64(at, true),
    (v, at, x) => v.setFloat64(at, x, true),
  ),
  float32: plain(
    Float32Array,
    (v, at) => v.getFloat32(at, true),
    (v, at, x) => v.setFloat32(at, x, true),
  ),
  float16: elements(Float32Array, 2, (v, at) => float16Value(v.getUint16(at, true))),
  bfloat16: elements(Float32Array, 2, (v, at) => bfloat16Value(v.getUint16(at, true))),
  int64: plain(
    BigInt64Array,
    (v, at) => v.getBigInt64(at, true),
    (v, at, x) => v.setBigInt64(at, x, true),
  ),
  int32: plain(
    Int32Array,
    (v, at) => v.getInt32(at, true),
    (v, at, x) => v.setInt32(at, x, true),
  ),
  int16: plain(
    Int16Array,
    (v, at) => v.getInt16(at, true),
    (v, at, x) => v.setInt16(at, x, true),
  ),
  int8: plain(
    Int8Array,
    (v, at) => v.getInt8(at),
    (v, at, x) => v.setInt8(at, x),
  ),
  uint8: plain(
    Uint8Array,
    (v, at) => v.getUint8(at),
    (v, at, x) => v.setUint8(at, x),
  ),
  bool: elements(
    Uint8Array,
    1,
    (v, at) => Math.sign(v.getUint8(at)),
    (v, at, x) => v.setUint8(at, Math.sign(x)),
  ),
};

/** The number of elements of a shape; 1 for a scalar. */
export function elementCount(shape: readonly number[]): number {
  return shape.reduce((count, size) => count * size, 1);
}

interface ArrayType<A> {
  readonly BYTES_PER_ELEMENT: number;
  readonly name: string;
  new (length: number): A;
}

function elements<V, A extends TensorValues & { [index: number]: V }>(
  array: ArrayType<A>,
  bytes: number,
  get: (view: DataView, at: number) => V,
  put?: (view: DataView, at: number, value: V) => void,
): ElementType {
  return {
    bytes,
    valueBytes: array.BYTES_PER_ELEMENT,
    read(file, layout) {
      const made = allocate(array, elementCount(layout.shape));
      const values: { [index: number]: V } = made;
      const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
      let i = 0;
      eachRow(layout, (first, length, step) => {
        for (let n = 0, at = first * bytes; n < length; n++, at += step * bytes) values[i++] = get(view, at);
      });
      return made;
    },
    write:
      put &&
      ((values, view, start) => {
        if (!(values instanceof array)) throw wrongValues(array.name);
        const source: { [index: number]: V } = values;
        for (let i = 0; i < values.length; i++) put(view, start + i * bytes, source[i]);
      }),
  };
}

/** A type whose bytes in the file are those in memory on nearly every machine, so that whole tensors are copied at once. */
function plain<V, A extends TensorValues & { [index: number]: V }>(
  array: ArrayType<A>,
  get: (view: DataView, at: number) => V,
  put: (view: DataView, at: number, value: V) => void,
): ElementType {
  const bytes = array.BYTES_PER_ELEMENT;
  const oneByOne = elements(array, bytes, get, put);
  if (!littleEndianHost) return oneByOne;
  return {
    ...oneByOne,
    read(file, layout) {
      if (!isRowMajor(layout)) return oneByOne.read(file, layout);
      const values = allocate(array, elementCount(layout.shape));
      const start = layout.offset * bytes;
      new Uint8Array(values.buffer).set(file.subarray(start, start + values.byteLength));
      return values;
    },
    write(values, view, start) {
      if (!(values instanceof array)) throw wrongValues(array.name);
      const target = new Uint8Array(view.buffer, view.byteOffset + start, values.byteLength);
      target.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
    },
  };
}

/** True if the elements lie one after another in the order of the shape. */
function isRowMajor({ shape, stride }: Layout): boolean {
  let step = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    if (shape[axis] !== 1 && stride[axis] !== step) return false;
    step *= shape[axis];
  }
  return true;
}

function wrongValues(needed: string): NetworkError {
  return new NetworkError("tensor-values", `The tensor's values must be a ${needed}.`);
}

function allocate<A>(array: ArrayType<A>, length: number): A {
  try {
    return new array(length);
  } catch {
    throw tooLarge(
      `A tensor of ${length} values (${length * array.BYTES_PER_ELEMENT} bytes) does not fit into this machine's memory.`,
    );
  }
}

/** Calls `visit` for every row along the last axis: its first element, its length and the step between its elements. */
function eachRow(
  { offset, shape, stride }: Layout,
  visit: (first: number, length: number, step: number) => void,
): void {
  // A shape such as [2⁴⁰, 0] has no elements but many empty rows.
  if (elementCount(shape) === 0) return;
  const last = shape.length - 1;
  const walk = (axis: number, at: number): void => {
    if (axis >= last) visit(at, shape[axis] ?? 1, stride[axis] ?? 0);
    else for (let n = 0; n < shape[axis]; n++) walk(axis + 1, at + n * stride[axis]);
  };
  walk(0, offset);
}
