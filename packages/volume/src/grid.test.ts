import * as fc from "fast-check";
import { expect, test } from "vitest";
import { createVolume, indexToPoint, pointToIndex, voxelCount } from "./grid.ts";
import { anyGrid, straightGrid, three } from "./test/arbitraries.ts";

test("an index goes to its place in the patient and back, on any oblique grid", () => {
  fc.assert(
    fc.property(anyGrid(), three(fc.double({ min: -600, max: 600, noNaN: true })), (grid, index) => {
      const back = pointToIndex(grid, indexToPoint(grid, index));
      back.forEach((x, axis) => expect(Math.abs(x - index[axis])).toBeLessThan(1e-9));
    }),
  );
});

test("voxel (2, 0, 1) of a turned grid lies where its axes lead", () => {
  // i runs to the back, j to the right, k to the head.
  const grid = {
    size: [4, 4, 4],
    spacing: [0.5, 2, 3],
    origin: [10, 20, 30],
    direction: [0, -1, 0, 1, 0, 0, 0, 0, 1],
  } as const;
  expect(indexToPoint(grid, [2, 0, 1])).toEqual([10, 21, 33]);
  expect(indexToPoint(grid, [0, 3, 0])).toEqual([4, 20, 30]);
});

test("a volume has as many voxels as its grid has places", () => {
  const grid = straightGrid([2, 3, 4]);
  expect(voxelCount(grid)).toBe(24);
  expect(createVolume(grid, new Int16Array(24)).grid).toBe(grid);
  expect(() => createVolume(grid, new Int16Array(23))).toThrow(/23 voxels for a grid of 2×3×4 = 24/);
});

test("a grid without extent, length or volume is refused", () => {
  const data = new Uint8Array(8);
  const grid = straightGrid([2, 2, 2]);
  expect(() => createVolume({ ...grid, size: [2, 2, 2.5] }, data)).toThrow(/2×2×2.5/);
  expect(() => createVolume({ ...grid, spacing: [1, 0, 1] }, data)).toThrow(/1×0×1 mm/);
  expect(() => createVolume({ ...grid, direction: [1, 0, 0, 1, 0, 0, 0, 0, 1] }, data)).toThrow(/no axes/);
});
