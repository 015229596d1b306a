import { expect, test } from "vitest";
import { NetworkError } from "../network-error.ts";
import { readWeights } from "./read-weights.ts";
import { latin1, legacyCheckpoint, legacyStorage, tensorPickle, zipCheckpoint } from "./test/make-checkpoint.ts";
import { writeSafetensors } from "./write-safetensors.ts";

const numbers = new Float32Array([1.5, -2, 3]);
const bytes = new Uint8Array(numbers.buffer);
const pickle = `\x80\x02}(X\x08\x00\x00\x00module.w${tensorPickle("K\x03", "K\x00", "K\x03", "K\x01")}X\x05\x00\x00\x00epochK\x07u.`;
const safetensors = writeSafetensors(
  new Map([["w", { dtype: "float32", shape: [3], values: () => numbers }]]),
  new Map([["format", "pt"]]),
);

test.each([
  ["pytorch-zip", zipCheckpoint(pickle, { "data/0": bytes })],
  ["pytorch-legacy", legacyCheckpoint(pickle, "0", [legacyStorage(3, bytes)])],
  ["safetensors", safetensors],
])("%s is recognised by its content", (format, file) => {
  const weights = readWeights(file);
  expect(weights.format).toBe(format);
  expect([...weights.tensors].map(([name, { dtype, shape }]) => [name, dtype, shape])).toEqual([["w", "float32", [3]]]);
  expect(weights.tensors.get("w")?.values()).toEqual(numbers);
});

test("a header of 640 bytes, which begins as a pickle does, is still one of safetensors", () => {
  const starts = Array.from({ length: 40 }, (_, n) => {
    const padding = new Map([["padding", "x".repeat(420 + 8 * n)]]);
    const file = writeSafetensors(new Map([["w", { dtype: "float32", shape: [3], values: () => numbers }]]), padding);
    expect(readWeights(file).format).toBe("safetensors");
    return `${file[0]} ${file[1]}`;
  });
  expect(starts).toContain("128 2");
});

test("the file may lie anywhere in a larger buffer", () => {
  for (const file of [zipCheckpoint(pickle, { "data/0": bytes }), safetensors]) {
    const larger = new Uint8Array(file.length + 10);
    larger.set(file, 3);
    expect(
      readWeights(larger.subarray(3, 3 + file.length))
        .tensors.get("w")
        ?.values(),
    ).toEqual(numbers);
  }
});

test("notes say what was done and what else is there", () => {
  expect(readWeights(zipCheckpoint(pickle, { "data/0": bytes })).notes).toEqual([
    "The tensors are the checkpoint itself.",
    "The prefix 'module.' was removed from 1 names.",
    "Also in the file: 'epoch' = 7.",
  ]);
  expect(readWeights(safetensors).notes).toEqual(["Metadata 'format': 'pt'."]);
});

test.each([
  ["nothing", new Uint8Array(0)],
  ["text", latin1("Not Found")],
  ["gzip", latin1("\x1f\x8b\x08\x00")],
  ["HDF5, as Keras writes it", latin1("\x89HDF\r\n\x1a\n")],
])("%s holds no weights, and the error says how it begins", (_what, file) => {
  expect(() => readWeights(file)).toThrow(NetworkError);
  expect(() => readWeights(file)).toThrow(expect.objectContaining({ code: "not-weights" }));
});
