import * as fc from "fast-check";
import { expect, test } from "vitest";
import { boundingBox } from "./bounding-box.ts";
import { centroid } from "./centroid.ts";
import { crop } from "./crop.ts";
import { indexToPoint } from "./grid.ts";
import { anyGrid, anyMask, indicesOf, straightGrid, three } from "./test/arbitraries.ts";
import { volumeMl } from "./volume-ml.ts";

test("every voxel of a block keeps its value and its place in the patient; beyond the image comes `outside`", () => {
  const around = three(fc.integer({ min: -3, max: 10 }));
  fc.assert(
    fc.property(anyGrid(), around, three(fc.integer({ min: 1, max: 9 })), (grid, middle, size) => {
      const image = { grid, data: Int32Array.from(indicesOf(grid), ([i, j, k]) => i + 100 * j + 10_000 * k) };
      const block = crop(image, { around: middle, size, outside: -1 });
      expect(block.grid.size).toEqual(size);
      indicesOf(block.grid).forEach((index, at) => {
        const old = index.map((n, axis) => n + middle[axis] - Math.floor(size[axis] / 2));
        const inside = old.every((n, axis) => n >= 0 && n < grid.size[axis]);
        expect(block.data[at]).toBe(inside ? old[0] + 100 * old[1] + 10_000 * old[2] : -1);
        const point = indexToPoint(grid, [old[0], old[1], old[2]]);
        indexToPoint(block.grid, index).forEach((mm, axis) => expect(mm).toBeCloseTo(point[axis], 9));
      });
    }),
  );
});

test("padding and cropping back is the image", () => {
  fc.assert(
    fc.property(anyGrid(), three(fc.nat(4)), (grid, margin) => {
      const image = { grid, data: Float32Array.from(indicesOf(grid), (_, n) => Math.sqrt(n)) };
      const padded = crop(image, { box: { lower: [0, 0, 0], size: grid.size }, margin, outside: -1024 });
      const back = crop(padded, { box: { lower: margin, size: grid.size } });
      expect(back.data).toEqual(image.data);
      back.grid.origin.forEach((mm, axis) => expect(mm).toBeCloseTo(grid.origin[axis], 9));
    }),
  );
});

test("without `outside` a block ends where the image ends", () => {
  const image = { grid: straightGrid([5, 5, 5]), data: new Uint8Array(125) };
  const block = crop(image, { box: { lower: [1, 3, 0], size: [2, 2, 5] }, margin: 2 });
  expect(block.grid).toEqual(straightGrid([5, 4, 5], [1, 1, 1], [0, 1, 0]));
  expect(() => crop(image, { box: { lower: [7, 0, 0], size: [2, 2, 2] } })).toThrow(/image of 5×5×5/);
});

test("a block around a lesion's centroid", () => {
  const grid = straightGrid([9, 9, 9], [1, 1, 2], [100, 0, 0]);
  const data = new Uint8Array(729);
  for (const k of [3, 4, 5]) data[6 + 9 * (2 + 9 * k)] = 1;
  const lesion = { grid, data };
  expect(centroid(lesion)).toEqual({ index: [6, 2, 4], point: [106, 2, 8] });
  expect(boundingBox(lesion)).toEqual({ lower: [6, 2, 3], size: [1, 1, 3] });
  expect(volumeMl(lesion)).toBeCloseTo(0.006, 12);
  const block = crop(lesion, { around: centroid(lesion), size: [5, 5, 5], outside: 0 });
  expect(centroid(block)).toEqual({ index: [2, 2, 2], point: [106, 2, 8] });
});

test("the bounding box is the smallest block that holds every voxel of a label", () => {
  fc.assert(
    fc.property(
      anyMask().filter(({ data }) => data.includes(1)),
      (mask) => {
        const indices = indicesOf(mask.grid).filter((_, at) => mask.data[at] === 1);
        const { lower, size } = boundingBox(mask, 1);
        for (const axis of [0, 1, 2] as const) {
          const along = indices.map((index) => index[axis]);
          expect([lower[axis], lower[axis] + size[axis] - 1]).toEqual([Math.min(...along), Math.max(...along)]);
        }
      },
    ),
  );
});

test("an empty mask has neither box nor centroid", () => {
  const empty = { grid: straightGrid([2, 2, 2]), data: new Uint8Array(8) };
  expect(() => boundingBox(empty)).toThrow(/mask \(2×2×2\) is empty/);
  expect(() => centroid(empty)).toThrow(/empty/);
  expect(volumeMl(empty)).toBe(0);
});
