import * as fc from "fast-check";
import { expect, test } from "vitest";
import { elementCount, elementTypes } from "./element-types.ts";
import { bfloat16Value, float16Value } from "./half-precision.ts";
import type { StoredDtype } from "./stored-tensor.ts";
import { stridedTensor } from "./strided-tensor.ts";

const anyDtype = fc.constantFrom<StoredDtype>(
  "float64",
  "float32",
  "float16",
  "bfloat16",
  "int64",
  "int32",
  "int16",
  "int8",
  "uint8",
  "bool",
);
const anyAxis = fc.record({ size: fc.integer({ min: 0, max: 4 }), step: fc.nat(5) });

test("a view by any strides shows what index arithmetic says, on any alignment", () => {
  fc.assert(
    fc.property(anyDtype, fc.array(anyAxis, { maxLength: 4 }), fc.nat(3), fc.nat(7), (dtype, axes, offset, shift) => {
      const shape = axes.map(({ size }) => size);
      const stride = axes.map(({ step }) => step);
      const reach = 1 + offset + axes.reduce((sum, { size, step }) => sum + Math.max(0, size - 1) * step, 0);
      const width = elementTypes[dtype].bytes;
      // Bytes below 0x7c at the top of an element: no infinities, which would make elements indistinguishable.
      const bytes = Uint8Array.from({ length: reach * width + shift }, (_, i) => (i * 37) % 0x7c).subarray(shift);
      const storage = { kind: "storage" as const, dtype, count: reach, bytes };
      const all = elementTypes[dtype].read(bytes, { offset: 0, shape: [reach], stride: [1] });

      const expected = Array.from({ length: elementCount(shape) }, (_, flat) => {
        let at = offset;
        let rest = flat;
        for (let axis = shape.length - 1; axis >= 0; axis--) {
          at += (rest % shape[axis]) * stride[axis];
          rest = Math.floor(rest / shape[axis]);
        }
        return all[at];
      });
      const tensor = stridedTensor(storage, { offset, shape, stride }, { limit: 1e6, used: 0 });
      expect([...tensor.values()]).toEqual(expected);
    }),
  );
});

test("a storage that is one element shorter is too short for the same view", () => {
  const view = { offset: 2, shape: [3, 2], stride: [4, 1] };
  const storage = (count: number) => ({
    kind: "storage" as const,
    dtype: "uint8" as const,
    count,
    bytes: new Uint8Array(),
  });
  expect(() => stridedTensor(storage(12), view, { limit: 100, used: 0 })).not.toThrow();
  expect(() => stridedTensor(storage(11), view, { limit: 100, used: 0 })).toThrow(/element 12 of .* 11/);
});

test("the budget is for all tensors together, in bytes after decoding", () => {
  const storage = { kind: "storage" as const, dtype: "float16" as const, count: 1, bytes: new Uint8Array(2) };
  const budget = { limit: 100, used: 0 };
  const repeated = (size: number) => stridedTensor(storage, { offset: 0, shape: [size], stride: [0] }, budget);
  repeated(20);
  expect(() => repeated(6)).toThrow(expect.objectContaining({ code: "weights-too-large" }));
});

test.each([
  [0x0000, 0],
  [0x8000, -0],
  [0x0001, 2 ** -24],
  [0x03ff, 1023 * 2 ** -24],
  [0x0400, 2 ** -14],
  [0x3555, 0.333251953125],
  [0xc000, -2],
  [0x7bff, 65504],
  [0xfc00, -Infinity],
  [0x7e00, Number.NaN],
])("float16 %i is %d (IEEE 754 binary16)", (bits, value) => {
  expect(float16Value(bits)).toBe(value);
});

test("positive float16 numbers grow with their bits, and half of them lie below 1", () => {
  for (let bits = 1; bits <= 0x7c00; bits++) expect(float16Value(bits) > float16Value(bits - 1)).toBe(true);
  expect(float16Value(0x3c00)).toBe(1);
});

test("a bfloat16 is the upper half of a float32", () => {
  const single = new Float32Array([1, -10, 3.140625, Infinity, 2 ** -133]);
  const upper = Array.from(new Uint32Array(single.buffer), (bits) => bfloat16Value(bits >>> 16));
  expect(upper).toEqual([...single]);
});
