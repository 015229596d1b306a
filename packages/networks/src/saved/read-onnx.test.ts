import { add, cast, Graph, matmul, Variables } from "@hilum/graph";
import { type RandomStream, randomStream } from "@hilum/numeric";
import { describe, expect, test } from "vitest";
import { NetworkError } from "../network-error.ts";
import { buildNetwork } from "../build-network.ts";
import type { NetworkSpec } from "../network-spec.ts";
import { elementCount } from "../weights/element-types.ts";
import { exportOnnx } from "./export-onnx.ts";
import { exportNetwork, reloadNetwork } from "./network-file.ts";
import { readOnnx } from "./read-onnx.ts";
import { filled } from "./test/narrow-networks.ts";

const SEED = 1207;
const COUNT = 200;

const spec: NetworkSpec = {
  backbone: "resnet10",
  options: { planes: [1, 1, 2, 2] },
  size: [8, 8, 8],
  fusion: "concat",
  projection: [3, 2],
};
const healthy: Uint8Array = exportNetwork(spec, filled(buildNetwork(spec, "eval", 1).graph));

type Damage = (file: Uint8Array, random: RandomStream) => Uint8Array;

/** What disks, networks and enemies do to a file. */
const damages: Readonly<Record<string, Damage>> = {
  "cut anywhere": (file, random) => file.subarray(0, random.integer(file.length)),
  "a bit flipped": (file, random) => flipped(file, random, 1, file.length),
  "a bit flipped at the front": (file, random) => flipped(file, random, 1, 400),
  "thirty bits flipped": (file, random) => flipped(file, random, 30, file.length),
  "absurd lengths": (file, random) => {
    const at = random.integer(file.length);
    return file.slice().fill([0xff, 0x7f, 0x80][random.integer(3)], at, at + 5);
  },
  "a piece lost": (file, random) => {
    const at = 1 + random.integer(file.length - 1);
    return joined(file.subarray(0, at), file.subarray(at + 1 + random.integer(40)));
  },
  "a piece twice": (file, random) => {
    const at = random.integer(file.length - 1);
    return joined(file.subarray(0, at + 1 + random.integer(100)), file.subarray(at));
  },
  "the end of another place": (file, random) =>
    joined(file.subarray(0, random.integer(file.length)), file.subarray(random.integer(file.length))),
  "noise behind a sound beginning": (file, random) =>
    joined(
      file.subarray(0, 9),
      Uint8Array.from({ length: 500 }, () => random.integer(256)),
    ),
  "nothing but noise": (_file, random) => Uint8Array.from({ length: random.integer(2000) }, () => random.integer(256)),
};

describe(`${COUNT} damaged files`, () => {
  const kinds = Object.entries(damages);
  const files = Array.from({ length: COUNT }, (_, n) => {
    const [kind, damage] = kinds[n % kinds.length];
    return { name: `${n}: ${kind}`, bytes: damage(healthy, randomStream(SEED, "damaged-onnx", n)) };
  });
  let refused = 0;

  test.each(files)("$name: a clear error or whole tensors", ({ bytes }) => {
    const start = process.cpuUsage().user / 1000;
    for (const read of [readWhole, reloadNetwork]) {
      try {
        read(bytes);
      } catch (error) {
        refused++;
        expect(error).toBeInstanceOf(NetworkError);
        expect(error instanceof Error ? error.message.length : 0).toBeLessThan(1000);
      }
    }
    expect(process.cpuUsage().user / 1000 - start).toBeLessThan(2000);
  });

  test("most damage is noticed", () => {
    expect(refused).toBeGreaterThan(COUNT);
    expect(refused).toBeLessThan(2 * COUNT);
  });
});

test("every cut is noticed", () => {
  for (let length = 0; length < healthy.length; length += 37) {
    expect(() => readOnnx(healthy.subarray(0, length))).toThrow(expect.objectContaining({ code: "weights-damaged" }));
  }
});

test("a model of another program is named", () => {
  const text = Array.from("pytorch", (character) => character.charCodeAt(0));
  const foreign = Uint8Array.from([0x08, 0x07, 0x12, text.length, ...text, 0x3a, 0x00]);
  expect(() => readOnnx(foreign)).toThrow(
    expect.objectContaining({
      code: "onnx-foreign",
      message: expect.stringMatching(/written by 'pytorch' \(ONNX version 7\)/),
    }),
  );
  expect(() => readOnnx(new Uint8Array(0))).toThrow(expect.objectContaining({ code: "weights-damaged" }));
});

test("scalars, empty tensors and whole numbers keep type and shape", () => {
  const graph = new Graph();
  const x = graph.input("x", "float32", [1, 0]);
  const variables = new Variables();
  const scalar = graph.parameter("scalar", []);
  const empty = graph.parameter("empty", [0, 3]);
  const special = graph.parameter("special", [3]);
  variables.declare(graph);
  variables.set("scalar", [2.5]);
  variables.set("special", [-0, Number.NaN, 1e-45]);
  const y = add(add(matmul(x, empty), special), scalar);
  const labels = graph.input("labels", "int64", [2]);
  const file = readOnnx(exportOnnx(graph, { y, known: cast(labels, "bool") }, variables));
  const found = [...file.tensors].map(([name, { dtype, shape, values }]) => [name, dtype, shape, [...values()]]);
  expect(found).toEqual([
    ["scalar", "float32", [], [2.5]],
    ["empty", "float32", [0, 3], []],
    ["special", "float32", [3], [-0, Number.NaN, Math.fround(1e-45)]],
  ]);
  expect(file.inputs).toContainEqual({ name: "labels", dtype: "int64", shape: [2] });
  expect(file.outputs).toContainEqual({ name: "known", dtype: "bool", shape: [2] });
});

function readWhole(bytes: Uint8Array): void {
  for (const { shape, values } of readOnnx(bytes).tensors.values()) {
    if (values().length !== elementCount(shape)) throw new Error("a tensor without all its values");
  }
}

function flipped(file: Uint8Array, random: RandomStream, bits: number, within: number): Uint8Array {
  const bytes = file.slice();
  for (let n = 0; n < bits; n++) bytes[random.integer(Math.min(within, bytes.length))] ^= 1 << random.integer(8);
  return bytes;
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
