import { expect, test } from "vitest";
import { borderDistances } from "./border-distances.ts";
import { levelBlock } from "./level-block.ts";
import { lesionOf } from "./test/lesions.ts";

const distancesOf = (size: readonly [number, number, number], hole: readonly number[], within: "slice" | "space") => {
  const lesion = lesionOf(size, (index) => (index.every((x, axis) => x === hole[axis]) ? 0 : 1));
  const block = levelBlock(lesion);
  return Array.from(block.voxels, (place) => borderDistances(lesion, block, within)[place]);
};

test("within slices the way out is along rows and columns; the image's edge is a border", () => {
  // prettier-ignore
  expect(distancesOf([5, 5, 1], [9, 9, 9], "slice")).toEqual([
    1, 1, 1, 1, 1,
    1, 2, 2, 2, 1,
    1, 2, 3, 2, 1,
    1, 2, 2, 2, 1,
    1, 1, 1, 1, 1,
  ]);
  expect(new Set(distancesOf([5, 5, 1], [9, 9, 9], "space"))).toEqual(new Set([1]));
});

test("a hole is a border for its face neighbours, not for those across an edge", () => {
  const size = [7, 7, 7] as const;
  const distances = distancesOf(size, [3, 3, 3], "space");
  const at = (i: number, j: number, k: number) => {
    const n = i + 7 * (j + 7 * k);
    return distances[n > 3 + 7 * 24 ? n - 1 : n];
  };
  expect([at(2, 3, 3), at(2, 2, 3), at(2, 2, 2), at(3, 3, 5)]).toEqual([1, 2, 3, 2]);
});

test("the border is that of the outline, not that of the re-segmented lesion", () => {
  const lesion = lesionOf([5, 5, 1], () => 1);
  const inside = Uint8Array.from({ length: 25 }, (_, n) => (n === 12 ? 1 : 0));
  const voi = { ...lesion.voi, box: { lower: [0, 0, 0], size: [5, 5, 1] }, inside, voxelCount: 1 } as const;
  const centre = { ...lesion, voi, greyLevels: { levels: Float64Array.of(1), count: 1 } };
  const block = levelBlock(centre);
  expect(borderDistances(centre, block, "slice")[block.voxels[0]]).toBe(3);
});
