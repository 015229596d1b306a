import { expect, test } from "vitest";
import { localIntensityFamily, peakRadius } from "./local-intensity.ts";
import { lesionOf } from "./test/lesions.ts";

test("the peaks are the means over every voxel of the image within the sphere's radius", () => {
  const size = [9, 8, 5] as const;
  const spacing = [1.5, 1.9, 3] as const;
  const level = ([i, j, k]: readonly [number, number, number]) =>
    i > 1 && i < 7 && j > 0 && k > 0 ? 1 + ((7 * i + 5 * j + 11 * k) % 13) : 0;
  const lesion = lesionOf(size, level, spacing);
  const indices = Array.from({ length: 360 }, (_, n) => [n % 9, Math.floor(n / 9) % 8, Math.floor(n / 72)] as const);
  const meanAround = (centre: readonly number[]) => {
    const near = indices.filter(
      (index) => Math.hypot(...index.map((x, axis) => (x - centre[axis]) * spacing[axis])) <= peakRadius,
    );
    return near.reduce((sum, index) => sum + level(index), 0) / near.length;
  };
  const inside = indices.filter((index) => level(index) > 0);
  const local = inside.filter((index) => level(index) === 13).map(meanAround);
  const [localPeak, globalPeak] = localIntensityFamily.measure(lesion, []).map(({ value }) => value);
  expect(local.length).toBeGreaterThan(1);
  expect(localPeak).toBeCloseTo(Math.max(...local), 12);
  expect(globalPeak).toBeCloseTo(Math.max(...inside.map(meanAround)), 12);
});
