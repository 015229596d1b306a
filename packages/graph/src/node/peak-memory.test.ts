import { expect, test } from "vitest";
import { peakMemoryMiB } from "./peak-memory.ts";

test("memory that was touched shows in the peak, and stays there", () => {
  const before = peakMemoryMiB();
  const large = new Float32Array(Math.ceil((before + 64) * 2 ** 18)).fill(1);
  expect(peakMemoryMiB()).toBeGreaterThan(before + 32);
  expect(large.at(-1)).toBe(1);
});
