import { signedValues } from "@hilum/graph/conformance";
import { describe, expect, test } from "vitest";
import { NetworkError } from "../network-error.ts";
import type { CheckpointValue } from "./checkpoint-value.ts";
import { ofKind } from "./checkpoint-value.ts";
import { describeValue } from "./describe-value.ts";
import { elementCount } from "./element-types.ts";
import { readCheckpoint } from "./read-checkpoint.ts";
import { readWeights } from "./read-weights.ts";
import { stateDict } from "./state-dict.ts";
import type { ExpectedTensor } from "./test/reference-checkpoints.ts";
import {
  checkpointBytes,
  expectedCheckpoints,
  haveCheckpoints,
  skippedWithoutCheckpoints,
} from "./test/reference-checkpoints.ts";

const files = Object.entries(expectedCheckpoints()).map(([file, expected]) => ({ file, ...expected }));
const good = files.filter(({ error }) => !error);
const bad = files.filter(({ error }) => error);

describe.skipIf(!haveCheckpoints)(`files of PyTorch 1.13${skippedWithoutCheckpoints}`, () => {
  test.each(good)("$file: dtype, shape, strides and values of every tensor", ({ file, tensors = {} }) => {
    const dict = rawStateDict(file);
    expect(new Set(dict.keys())).toEqual(new Set(Object.keys(tensors)));
    for (const [name, expected] of Object.entries(tensors)) expectTensor(dict.get(name), expected, name);
  });

  test.each(good)("$file: Python's other values", ({ file, topLevel = {} }) => {
    const { value } = readCheckpoint(checkpointBytes(file));
    if (!(value instanceof Map)) throw new Error("no dict");
    for (const [name, expected] of Object.entries(topLevel)) {
      if (name === "optimizer") continue;
      const found = value.get(name);
      // What JSON cannot hold is written there as Python prints it.
      const plain = found === null || ["number", "string", "boolean"].includes(typeof found) || Array.isArray(found);
      expect(plain ? found : describeValue(found ?? "missing"), name).toEqual(expected);
    }
  });

  test.each(bad)("$file: one clear error", ({ file }) => {
    const reason = file.startsWith("hostile") ? "weights-forbidden" : "weights-damaged";
    const words = file.startsWith("hostile") ? /'posix\.system'.*nothing was run/ : /cut short.*\d+.*download it again/;
    for (const read of [readCheckpoint, readWeights]) {
      expect(() => read(checkpointBytes(file))).toThrow(expect.objectContaining({ code: reason }));
      expect(() => read(checkpointBytes(file))).toThrow(words);
      expect(() => read(checkpointBytes(file))).toThrow(NetworkError);
    }
  });

  test("integers above 2^32 as keys of the optimiser's state keep all their digits", () => {
    const { value } = readCheckpoint(checkpointBytes("medicalnet-resnet18-narrow.legacy.pth"));
    const optimiser = value instanceof Map ? value.get("optimizer") : undefined;
    const state = optimiser instanceof Map ? optimiser.get("state") : undefined;
    const groups = optimiser instanceof Map ? optimiser.get("param_groups") : undefined;
    const group = Array.isArray(groups) ? groups[0] : undefined;
    const parameters = group instanceof Map ? group.get("params") : undefined;
    if (!(state instanceof Map) || !Array.isArray(parameters)) throw new Error("no optimiser state");
    expect(state.size).toBeGreaterThan(0);
    for (const key of state.keys()) {
      expect(Number(key)).toBeGreaterThan(2 ** 32);
      expect(parameters).toContain(key);
    }
  });

  test("both containers hold the same tensors", () => {
    const [legacy, zip] = ["medicalnet-resnet18-narrow.legacy.pth", "medicalnet-resnet18-narrow.zip.pth"].map((file) =>
      readWeights(checkpointBytes(file)),
    );
    expect([legacy.format, zip.format]).toEqual(["pytorch-legacy", "pytorch-zip"]);
    expect([...legacy.tensors.keys()]).toEqual([...zip.tensors.keys()]);
    for (const [name, tensor] of legacy.tensors) expect(tensor.values()).toEqual(zip.tensors.get(name)?.values());
  });

  test("the state dict of MedicalNet comes without module. and with a list of what else is there", () => {
    const checkpoint = readCheckpoint(checkpointBytes("medicalnet-resnet18-narrow.legacy.pth"));
    const { tensors, key, unwrapped, others } = stateDict(checkpoint);
    expect(key).toBe("state_dict");
    expect(unwrapped).toBe(102);
    expect([...tensors.keys()].slice(0, 3)).toEqual(["conv1.weight", "bn1.weight", "bn1.bias"]);
    expect(others.map(({ name }) => name)).toEqual(["ecpoch", "batch_id", "optimizer"]);
    expect(others[0].value).toBe("110");
  });

  test("changing one view's values changes no other's", () => {
    const { tensors } = stateDict(readCheckpoint(checkpointBytes("tensors-mixed.zip.pt")));
    const before = tensors.get("view_b")?.values();
    const other = tensors.get("view_a")?.values();
    if (!(other instanceof Float32Array)) throw new Error("view_a is float32");
    other.fill(7);
    expect(tensors.get("view_b")?.values()).toEqual(before);
  });
});

/** The dict of tensors under the names that stand in the file. */
function rawStateDict(file: string): Map<CheckpointValue, CheckpointValue> {
  const checkpoint = readCheckpoint(checkpointBytes(file));
  const { key } = stateDict(checkpoint);
  const dict = key === "" || !(checkpoint.value instanceof Map) ? checkpoint.value : checkpoint.value.get(key);
  if (!(dict instanceof Map)) throw new Error(`no dict under ${key}`);
  return dict;
}

function expectTensor(found: CheckpointValue | undefined, expected: ExpectedTensor, name: string): void {
  const tensor = ofKind(found, "tensor");
  if (tensor === undefined) throw new Error(`${name} is no tensor`);
  const { dtype, shape, stride, offset } = tensor;
  expect({ dtype, shape, stride, offset }, name).toEqual({
    dtype: expected.dtype,
    shape: expected.shape,
    stride: expected.stride,
    offset: expected.offset,
  });
  const values = Array.from<number | bigint, number>(tensor.values(), Number);
  expect(values.length, name).toBe(elementCount(expected.shape));
  // The reference leaves out the statistics of an empty tensor.
  if (values.length === 0) return;
  const first = expected.first4.map((value) => (typeof value === "number" ? value : Number(value)));
  expect(values.slice(0, 4), name).toEqual(first);
  const signs = signedValues("probe/checkpoint", values.length);
  expectSum(values, expected.sum, `${name} sum`);
  expectSum(
    values.map((value, i) => value * signs[i]),
    expected.probe,
    `${name} probe`,
  );
}

/** Sums agree to 1e-12 of the sum of absolute values: the values are exact, only the order of adding is free. */
function expectSum(terms: readonly number[], expected: number | string, what: string): void {
  const sum = terms.reduce((total, term) => total + term, 0);
  if (typeof expected === "string") {
    expect(expected, what).toBe("NaN");
    expect(sum, what).toBeNaN();
    return;
  }
  const size = terms.reduce((total, term) => total + Math.abs(term), 0);
  expect(Math.abs(sum - expected), what).toBeLessThanOrEqual(1e-12 * size);
}
