import type { Volume } from "@hilum/volume";
import { expect, test } from "vitest";
import { lesionHash } from "./content-hash.ts";

const grid = {
  size: [2, 1, 1],
  spacing: [1, 1, 2],
  origin: [0, 0, 0],
  direction: [1, 0, 0, 0, 1, 0, 0, 0, 1],
} as const;
const image: Volume = { grid, data: Int16Array.of(-800, 40) };
const mask: Volume = { grid, data: Uint8Array.of(0, 1) };

test("the stored number type does not matter, values and grid do", () => {
  const hash = lesionHash(image, mask);
  expect(lesionHash({ grid, data: Float32Array.of(-800, 40) }, { grid, data: Float64Array.of(0, 1) })).toBe(hash);
  expect(lesionHash({ grid, data: Int16Array.of(-800, 41) }, mask)).not.toBe(hash);
  expect(lesionHash({ grid: { ...grid, spacing: [1, 1, 2.5] }, data: image.data }, mask)).not.toBe(hash);
  expect(lesionHash(image, { grid, data: Uint8Array.of(1, 1) })).not.toBe(hash);
});
