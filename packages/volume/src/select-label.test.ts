import { expect, test } from "vitest";
import { selectLabel } from "./select-label.ts";
import { straightGrid } from "./test/arbitraries.ts";
import { window } from "./window.ts";

const grid = straightGrid([2, 2, 1]);

test("one label becomes a mask of 0 and 1, whatever the type", () => {
  const mask = { grid, data: new Float32Array([0, 7, 1, 7]) };
  expect(selectLabel(mask, 7)).toEqual({ grid, data: new Uint8Array([0, 1, 0, 1]) });
});

test("a missing label is answered with those that exist", () => {
  const mask = { grid, data: new Int16Array([0, 9, 7, 8]) };
  expect(() => selectLabel(mask, 1)).toThrow(
    "No voxel of the mask (2×2×1) has label 1; its labels are 7, 8, 9. Name one of them.",
  );
  expect(() => selectLabel({ grid, data: new Uint8Array(4) }, 1)).toThrow(/empty/);
  const image = { grid: straightGrid([50, 1, 1]), data: Float32Array.from({ length: 50 }, (_, i) => i + 0.5) };
  expect(() => selectLabel(image, 1)).toThrow(/is this an image\?/);
});

test("the lung window −600/1500 runs from −1350 to 150 HU", () => {
  const image = { grid, data: new Int16Array([-2000, -1350, -600, 150]) };
  expect(window(image, { level: -600, width: 1500 }).data).toEqual(new Float32Array([0, 0, 0.5, 1]));
  expect(window({ grid, data: new Float32Array([Number.NaN, 1e9, -1e9, 0]) }, { level: 0, width: 2 }).data).toEqual(
    new Float32Array([0, 1, 0, 0.5]),
  );
  expect(() => window(image, { level: 0, width: 0 })).toThrow(/width 0/);
});
