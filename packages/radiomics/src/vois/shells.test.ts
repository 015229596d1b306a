import type { Vec3, Volume } from "@hilum/volume";
import { reorient } from "@hilum/volume";
import { describe, expect, test } from "vitest";
import { volumeOf } from "../test/masks.ts";
import { lungShells } from "./shells.ts";

const shells = [
  { from: 0, to: 3 },
  { from: 3, to: 5 },
];

/** Distance in mm from the middle of a grid. */
function apart(size: Vec3, spacing: Vec3, [i, j, k]: Vec3): number {
  return Math.hypot(...[i, j, k].map((n, a) => (n - (size[a] - 1) / 2) * spacing[a]));
}

const measures = (image: Volume, mask: Volume) =>
  [...lungShells(image, mask, 1, shells)].map(({ own }) => own.map(({ value }) => value));

describe("a ball in plain lung", () => {
  test.each<[Vec3, number]>([
    [[0.5, 0.5, 0.5], 0.03],
    [[0.7, 0.7, 1.25], 0.1],
  ])("spacing %j: volumes as computed on paper", (spacing, tolerance) => {
    const size: Vec3 = [Math.ceil(24 / spacing[0]), Math.ceil(24 / spacing[1]), Math.ceil(24 / spacing[2])];
    const lesion = (index: Vec3) => apart(size, spacing, index) <= 6;
    const image = volumeOf(size, (index) => (lesion(index) ? 0 : -850), spacing);
    const mask = volumeOf(size, (index) => (lesion(index) ? 1 : 0), spacing);
    const [near, far] = measures(image, mask);
    const ball = (mm: number) => (4 / 3000) * Math.PI * mm ** 3;
    // Distances count from the outermost centres, which lie up to half a voxel within the surface; the shell outwards loses as much.
    const inward = 0.25 * Math.min(...spacing);
    expect(Math.abs(near[0] / (ball(9 - inward) - ball(6)) - 1)).toBeLessThan(tolerance);
    expect(Math.abs(far[0] / (ball(11 - inward) - ball(9 - inward)) - 1)).toBeLessThan(tolerance);
    expect([near[1], far[1]]).toEqual([1, 1]);
  });
});

describe("beside the chest wall", () => {
  const size: Vec3 = [40, 40, 40];
  const lesion = (index: Vec3) => Math.hypot(index[0] - 20, index[1] - 20, index[2] - 20) <= 5;
  const mask = volumeOf(size, (index) => (lesion(index) ? 1 : 0));
  const wall = (index: Vec3) => index[0] >= 24;
  const image = volumeOf(size, (index) => (lesion(index) || wall(index) ? 40 : -850));

  test("no voxel of the wall belongs to a shell, and all lung does", () => {
    for (const { mask: shell } of lungShells(image, mask, 1, shells)) {
      const data = shell?.data ?? new Uint8Array(0);
      expect(data.includes(1)).toBe(true);
      let inWall = 0;
      for (let at = 0; at < data.length; at++) {
        const index: Vec3 = [at % 40, Math.floor(at / 40) % 40, Math.floor(at / 1600)];
        if (data[at] && wall(index)) inWall++;
      }
      // In the corner between lesion and wall a ball of 3 mm does not reach the last voxels.
      expect(inWall / data.reduce((sum: number, is) => sum + is, 0)).toBeLessThan(0.02);
    }
    const [near, far] = measures(image, mask);
    const [alone, beyond] = measures(
      volumeOf(size, (index) => (lesion(index) ? 40 : -850)),
      mask,
    );
    expect(near[0] / alone[0]).toBeGreaterThan(0.75);
    expect(near[1]).toBeLessThan(0.87);
    expect(far[0]).toBeLessThan(beyond[0]);
  });

  test("a vessel through the lung belongs to the shell", () => {
    const vessel = ([, j, k]: Vec3) => Math.hypot(j - 20, k - 20) <= 1.5;
    const crossed = volumeOf(size, (index) => (lesion(index) || vessel(index) ? 40 : -850));
    expect(measures(crossed, mask)).toEqual(
      measures(
        volumeOf(size, (index) => (lesion(index) ? 40 : -850)),
        mask,
      ),
    );
  });

  test("air beyond the wall is no lung", () => {
    const outside = (index: Vec3) => index[0] >= 34;
    const withAir = volumeOf(size, (index) => (outside(index) ? -1000 : lesion(index) || wall(index) ? 40 : -850));
    expect(measures(withAir, mask)).toEqual(measures(image, mask));
  });

  test("turning the image around changes nothing", () => {
    for (const axes of ["RAI", "SPL", "AIR"])
      expect(measures(reorient(image, axes), reorient(mask, axes))).toEqual(measures(image, mask));
  });
});

test("shells end where the image ends, and other lesions belong to none", () => {
  const mask = volumeOf([20, 20, 3], ([i, j]) =>
    i > 7 && i < 12 && j > 7 && j < 12 ? 1 : i > 13 && i < 16 && j > 7 && j < 12 ? 2 : 0,
  );
  const image = volumeOf([20, 20, 3], () => -850);
  const [{ mask: shell }] = lungShells(image, mask, 1, [{ from: 0, to: 3 }]);
  const data = shell?.data ?? new Uint8Array(0);
  expect(shell?.grid).toEqual(image.grid);
  data.forEach((is: number, at: number) => {
    if (mask.data[at] !== 0) expect(is).toBe(0);
  });
  expect(data.includes(1)).toBe(true);
});
