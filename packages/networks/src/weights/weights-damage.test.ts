import { describe, expect, test } from "vitest";
import { NetworkError } from "../network-error.ts";
import { crc32 } from "@hilum/numeric";
import { elementCount } from "./element-types.ts";
import type { Weights } from "./read-weights.ts";
import { readWeights } from "./read-weights.ts";
import type { WeightsFormat } from "./test/damaged-weights.ts";
import { damagedWeights, healthyWeights } from "./test/damaged-weights.ts";
import { checkpointBytes, haveCheckpoints } from "./test/reference-checkpoints.ts";

const SEED = 20_261;
const COUNT = 216;
/** Repeated values of a changed stride are refused above this; by default above 4 GiB. */
const maxBytes = 64 * 2 ** 20;

/** Ours, and PyTorch's own where they are on this machine. */
const healthy: Record<WeightsFormat, readonly Uint8Array[]> = {
  zip: [healthyWeights("zip"), ...real("tensors-mixed.zip.pt", "numpy-scalar.zip.pt")],
  legacy: [healthyWeights("legacy"), ...real("tensors-mixed.legacy.pt")],
  safetensors: [healthyWeights("safetensors")],
};

function real(...names: readonly string[]): Uint8Array[] {
  return haveCheckpoints ? names.map(checkpointBytes) : [];
}

describe.each(["zip", "legacy", "safetensors"] as const)("%s", (format) => {
  const files = damagedWeights(format, SEED, COUNT, healthy[format]);
  let refused = 0;

  test("the sound files are read", () => {
    for (const bytes of healthy[format]) expect(readWeights(bytes).tensors.size).toBeGreaterThan(0);
  });

  test.each(files)("$name: a clear error or valid tensors, within two seconds", ({ bytes, mustFail }) => {
    const start = process.cpuUsage().user / 1000;
    const outcome = readOrError(bytes);
    expect(process.cpuUsage().user / 1000 - start).toBeLessThan(2000);
    if (outcome instanceof Error) {
      refused++;
      expect(outcome).toBeInstanceOf(NetworkError);
      expect(outcome.message.length).toBeLessThan(2000);
      return;
    }
    expect(mustFail, "this damage must be noticed").toBe(false);
  });

  test("most damage is noticed, and some files survive it", () => {
    expect(refused).toBeGreaterThan(COUNT / 3);
    expect(refused).toBeLessThan(COUNT);
  });

  test("the same seed gives the same damage", () => {
    const again = damagedWeights(format, SEED, 30, healthy[format]);
    expect(again.map(({ bytes }) => crc32(bytes))).toEqual(files.slice(0, 30).map(({ bytes }) => crc32(bytes)));
  });
});

/** Reads everything in the file, as a network that loads it would. */
function readOrError(bytes: Uint8Array): Weights | Error {
  try {
    const weights = readWeights(bytes, { maxBytes });
    for (const { shape, values } of weights.tensors.values()) {
      if (values().length !== elementCount(shape)) return new Error("a tensor without all its values");
    }
    return weights;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}
