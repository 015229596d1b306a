import { expect, test } from "vitest";
import { volumeOf } from "../test/masks.ts";
import { cutVoi } from "../voi.ts";
import { ibsiSettings } from "./ibsi-presets.ts";
import { resegmentIbsi } from "./resegment-ibsi.ts";

const intensities = [-1001, -1000, 0, 10, 400, 401];
const image = volumeOf([6, 1, 1], ([i]) => intensities[i]);
const outline = cutVoi(
  volumeOf([6, 1, 1], () => 1),
  1,
);
const kept = (changes: Parameters<typeof ibsiSettings>[1]) => {
  const { box, voxelCount } = resegmentIbsi(image, outline, ibsiSettings("ibsi-digital", changes));
  return [box.lower[0], box.size[0], voxelCount];
};

test("both ends of the range belong to it", () => {
  expect(kept({ range: [-1000, 400] })).toEqual([1, 4, 4]);
  expect(kept({ range: [0] })).toEqual([2, 4, 4]);
});

test("outliers and the range are judged on the whole lesion, and both must hold", () => {
  // Mean −198.3, standard deviation 582.3: 1.2 of them reach from −897.1 to 500.4.
  expect(kept({ outlierSigmas: 1.2 })).toEqual([2, 4, 4]);
  expect(kept({ outlierSigmas: 1.2, range: [-1000, 400] })).toEqual([2, 3, 3]);
});

test("without either the lesion stays as it is", () => {
  expect(resegmentIbsi(image, outline, ibsiSettings("ibsi-digital"))).toBe(outline);
});

test("a range that holds no voxel is an error with the numbers", () => {
  expect(() => kept({ range: [500, 600] })).toThrow(/6 voxels .* from 500 to 600/);
});
