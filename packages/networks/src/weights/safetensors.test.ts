import * as fc from "fast-check";
import { expect, test } from "vitest";
import { readSafetensors } from "./read-safetensors.ts";
import type { StoredDtype, StoredTensor, TensorValues } from "./stored-tensor.ts";
import { latin1, joined } from "./test/make-checkpoint.ts";
import { writeSafetensors } from "./write-safetensors.ts";

/** Written by the official Python package, safetensors 0.8.0 (Apache-2.0), from the tensors below. */
const official =
  "MAIAAAAAAAB7Il9fbWV0YWRhdGFfXyI6eyJmb3JtYXQiOiJucCJ9LCJhIjp7ImR0eXBlIjoiSTY0Iiwic2hhcGUiOlsyXSwiZGF0YV9vZmZzZXRzIjpb" +
  "MCwxNl19LCJuYcOvdmUv6IK6Ijp7ImR0eXBlIjoiRjY0Iiwic2hhcGUiOltdLCJkYXRhX29mZnNldHMiOlsxNiwyNF19LCJiLndlaWdodCI6eyJkdHlw" +
  "ZSI6IkYzMiIsInNoYXBlIjpbMiwzXSwiZGF0YV9vZmZzZXRzIjpbMjQsNDhdfSwiZSI6eyJkdHlwZSI6IkkzMiIsInNoYXBlIjpbMl0sImRhdGFfb2Zm" +
  "c2V0cyI6WzQ4LDU2XX0sImQiOnsiZHR5cGUiOiJJMTYiLCJzaGFwZSI6WzIsMV0sImRhdGFfb2Zmc2V0cyI6WzU2LDYwXX0sImVtcHR5Ijp7ImR0eXBl" +
  "IjoiSTE2Iiwic2hhcGUiOlswLDNdLCJkYXRhX29mZnNldHMiOls2MCw2MF19LCJjIjp7ImR0eXBlIjoiSTgiLCJzaGFwZSI6WzJdLCJkYXRhX29mZnNl" +
  "dHMiOls2MCw2Ml19LCIxIjp7ImR0eXBlIjoiVTgiLCJzaGFwZSI6WzNdLCJkYXRhX29mZnNldHMiOls2Miw2NV19LCJtYXNrIjp7ImR0eXBlIjoiQk9P" +
  "TCIsInNoYXBlIjpbM10sImRhdGFfb2Zmc2V0cyI6WzY1LDY4XX19ICAgICAgIAEAAAAAACAA+f////////+amZmZmZm5PwAAwD8AAADAAABQQAAAAAAA" +
  "AACAAACAfwAAAID///9/AID/f4B/AQL/AQAB";
const officialHalf =
  "QAAAAAAAAAB7ImhhbGYiOnsiZHR5cGUiOiJGMTYiLCJzaGFwZSI6WzVdLCJkYXRhX29mZnNldHMiOlswLDEwXX19ICAgICAgADwAuAEA/3sAfA==";

const stored = (dtype: StoredDtype, shape: readonly number[], values: TensorValues): StoredTensor => ({
  dtype,
  shape,
  values: () => values,
});
const officialTensors = new Map([
  ["b.weight", stored("float32", [2, 3], new Float32Array([1.5, -2, 3.25, 0, -0, Infinity]))],
  ["a", stored("int64", [2], new BigInt64Array([2n ** 53n + 1n, -7n]))],
  ["1", stored("uint8", [3], new Uint8Array([1, 2, 255]))],
  ["mask", stored("bool", [3], new Uint8Array([1, 0, 1]))],
  ["naïve/肺", stored("float64", [], new Float64Array([0.1]))],
  ["empty", stored("int16", [0, 3], new Int16Array(0))],
  ["c", stored("int8", [2], new Int8Array([-128, 127]))],
  ["d", stored("int16", [2, 1], new Int16Array([-32768, 32767]))],
  ["e", stored("int32", [2], new Int32Array([-(2 ** 31), 2 ** 31 - 1]))],
]);

test("a file of the official writer is read, every dtype", () => {
  const { tensors, metadata } = readSafetensors(fromBase64(official));
  expect([...metadata]).toEqual([["format", "np"]]);
  expect([...tensors.keys()]).toEqual(["a", "naïve/肺", "b.weight", "e", "d", "empty", "c", "1", "mask"]);
  for (const [name, { dtype, shape, values }] of officialTensors) {
    const read = tensors.get(name);
    expect({ dtype: read?.dtype, shape: read?.shape, values: read?.values() }).toEqual({
      dtype,
      shape,
      values: values(),
    });
  }
});

test("our file is the official writer's, byte for byte", () => {
  expect(writeSafetensors(officialTensors, new Map([["format", "np"]]))).toEqual(fromBase64(official));
});

test("half precision is read exactly and written as float32", () => {
  const { tensors } = readSafetensors(fromBase64(officialHalf));
  const half = tensors.get("half");
  expect(half?.dtype).toBe("float16");
  expect(half?.values()).toEqual(new Float32Array([1, -0.5, 2 ** -24, 65504, Infinity]));
  const again = readSafetensors(writeSafetensors(tensors)).tensors.get("half");
  expect(again?.dtype).toBe("float32");
  expect(again?.values()).toEqual(half?.values());
});

test("a file written by hand: little-endian length, JSON, data; bfloat16 is the upper half of a float32", () => {
  const header = '{"w":{"dtype":"BF16","shape":[2],"data_offsets":[0,4]}}   ';
  const file = joined(
    latin1(`${String.fromCharCode(header.length)}\0\0\0\0\0\0\0${header}`),
    latin1("\x80\x3f\x20\xc1"),
  );
  expect(readSafetensors(file).tensors.get("w")?.values()).toEqual(new Float32Array([1, -10]));
});

const dtypes: Record<Exclude<StoredDtype, "float16" | "bfloat16">, (bytes: Uint8Array<ArrayBuffer>) => TensorValues> = {
  float64: (b) => new Float64Array(b.buffer),
  float32: (b) => new Float32Array(b.buffer),
  int64: (b) => new BigInt64Array(b.buffer),
  int32: (b) => new Int32Array(b.buffer),
  int16: (b) => new Int16Array(b.buffer),
  int8: (b) => new Int8Array(b.buffer),
  uint8: (b) => b,
  bool: (b) => b.map((byte) => byte % 2),
};
const anyTensor = fc
  .record({
    dtype: fc.constantFrom("float64", "float32", "int64", "int32", "int16", "int8", "uint8", "bool"),
    shape: fc.array(fc.nat(4), { maxLength: 4 }),
    seed: fc.uint8Array({ minLength: 1, maxLength: 40 }),
  })
  .map(({ dtype, shape, seed }) => {
    const count = shape.reduce((all, size) => all * size, 1);
    const width = dtypes[dtype](new Uint8Array(8)).BYTES_PER_ELEMENT;
    const bytes = Uint8Array.from({ length: count * width }, (_, i) => seed[i % seed.length]);
    return stored(dtype, shape, dtypes[dtype](bytes));
  });
const anyName = fc.string({ unit: "binary" }).filter((name) => name !== "__metadata__");
const anyTensors = fc.array(fc.tuple(anyName, anyTensor), { maxLength: 6 }).map((pairs) => new Map(pairs));
const anyMetadata = fc.array(fc.tuple(anyName, fc.string({ unit: "binary" })), { maxLength: 3 }).map((p) => new Map(p));

test("what is written is read again, bit for bit, and the bytes do not depend on the order given", () => {
  fc.assert(
    fc.property(anyTensors, anyMetadata, (tensors, metadata) => {
      const file = writeSafetensors(tensors, metadata);
      const again = readSafetensors(file);
      expect(again.metadata).toEqual(metadata);
      expect([...again.tensors.keys()].sort()).toEqual([...tensors.keys()].sort());
      for (const [name, { dtype, shape, values }] of tensors) {
        const read = again.tensors.get(name);
        expect({ dtype: read?.dtype, shape: read?.shape, values: read?.values() }).toEqual({
          dtype,
          shape,
          values: values(),
        });
      }
      const turned = writeSafetensors(new Map([...tensors].reverse()), new Map([...metadata].reverse()));
      expect(turned).toEqual(file);
      expect((8 + new DataView(file.buffer).getUint32(0, true)) % 8).toBe(0);
    }),
  );
});

test.each([
  ["a gap", '{"a":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}}', 2, /begin at byte 1 instead of 0/],
  [
    "an overlap",
    '{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U8","shape":[2],"data_offsets":[1,3]}}',
    3,
    /begin at byte 1 instead of 2/,
  ],
  ["data left over", '{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}', 2, /have 1 bytes, the file holds 2/],
  ["data missing", '{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}}', 1, /0 to 2 of 1/],
  ["a shape that needs more", '{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}', 4, /needs 8 bytes/],
  ["an absurd shape", '{"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,4]}}', 4, /needs 7378/],
  ["a negative size", '{"a":{"dtype":"U8","shape":[-1],"data_offsets":[0,1]}}', 1, /lacks/],
  ["a backward offset", '{"a":{"dtype":"U8","shape":[],"data_offsets":[2,1]}}', 2, /needs 1/],
  ["a dtype that is not read", '{"a":{"dtype":"F8_E4M3","shape":[1],"data_offsets":[0,1]}}', 1, /'F8_E4M3'/],
  ["a dtype of every object", '{"a":{"dtype":"constructor","shape":[1],"data_offsets":[0,1]}}', 1, /'constructor'/],
  [
    "one name twice",
    '{"a":{"dtype":"U8","shape":[0],"data_offsets":[0,0]},"\\u0061":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}}',
    0,
    /'a' twice/,
  ],
  ["metadata that are no text", '{"__metadata__":{"a":1}}', 0, /no text/],
  ["an array", "[]", 0, /no JSON object/],
  ["broken JSON", '{"a":', 0, /no valid JSON/],
  ["an entry that is no object", '{"a":null}', 0, /lacks/],
  ["nesting without end", `{"a":${"[".repeat(200_000)}`, 0, /no valid JSON/],
])("refuses %s", (_what, header, dataBytes, words) => {
  const head = new Uint8Array(8);
  new DataView(head.buffer).setUint32(0, header.length, true);
  expect(() => readSafetensors(joined(head, latin1(header), new Uint8Array(dataBytes)))).toThrow(words);
});

test("a header longer than the format allows is refused before it is read", () => {
  const head = latin1("\x01\xe1\xf5\x05\0\0\0\0{");
  expect(() => readSafetensors(head)).toThrow(/100000001 bytes/);
  expect(() => readSafetensors(latin1("\xff".repeat(9)))).toThrow(/does not fit/);
  expect(() => readSafetensors(new Uint8Array(3))).toThrow(/of 3/);
});

test("a text of three million characters in the header is read", () => {
  const json = `{"__metadata__":{"a":"${"x\\\\".repeat(1_000_000)}"}}`;
  const head = new Uint8Array(8);
  new DataView(head.buffer).setUint32(0, json.length, true);
  expect(readSafetensors(joined(head, new TextEncoder().encode(json))).metadata.get("a")).toHaveLength(2_000_000);
});

test.each([
  ["too few values", new Map([["a", stored("float32", [2], new Float32Array(1))]]), "tensor-values"],
  ["values of another type", new Map([["a", stored("float32", [1], new Float64Array(1))]]), "tensor-values"],
  ["a reserved name", new Map([["__metadata__", stored("uint8", [0], new Uint8Array(0))]]), "tensor-name"],
  ["half a character", new Map([["\ud800", stored("uint8", [0], new Uint8Array(0))]]), "tensor-name"],
])("does not write %s", (_what, tensors, code) => {
  expect(() => writeSafetensors(tensors)).toThrow(expect.objectContaining({ code }));
});

function fromBase64(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, "base64"));
}
