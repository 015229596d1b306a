import * as fc from "fast-check";
import { expect, test } from "vitest";
import { compareGrids, requireSameGrid, sameGrid } from "./same-grid.ts";
import { anyGrid, straightGrid } from "./test/arbitraries.ts";
import type { Grid } from "./volume.ts";

const grid = straightGrid([512, 512, 210], [0.7, 0.7, 1.25], [-180, -180, -300]);

test("a grid rounded to 32-bit floats is still the same", () => {
  fc.assert(
    fc.property(anyGrid(), (exact) => {
      const f = Math.fround;
      const rounded: Grid = {
        size: exact.size,
        spacing: [f(exact.spacing[0]), f(exact.spacing[1]), f(exact.spacing[2])],
        origin: [f(exact.origin[0]), f(exact.origin[1]), f(exact.origin[2])],
        direction: exact.direction,
      };
      expect(sameGrid(exact, rounded)).toBe(true);
    }),
  );
});

test("every difference is named with its numbers", () => {
  const other: Grid = {
    size: [512, 512, 208],
    spacing: [0.7, 0.7, 1.5],
    origin: [-180, -177, -296],
    direction: [Math.cos(0.1), -Math.sin(0.1), 0, Math.sin(0.1), Math.cos(0.1), 0, 0, 0, 1],
  };
  expect(compareGrids(grid, other)).toEqual([
    "sizes 512×512×210 and 512×512×208",
    "spacings 0.7×0.7×1.25 and 0.7×0.7×1.5 mm",
    "first voxels 5 mm apart",
    "axes 5.72958° apart",
  ]);
});

test("a mirrored axis and a coordinate that is no number are differences", () => {
  expect(compareGrids(grid, { ...grid, direction: [-1, 0, 0, 0, 1, 0, 0, 0, 1] })).toEqual(["axes 180° apart"]);
  expect(sameGrid(grid, { ...grid, origin: [Number.NaN, 0, 0] })).toBe(false);
});

test("a mask on another grid is refused with the difference and the next step", () => {
  const mask = { grid: { ...grid, size: [512, 512, 208] as const } };
  expect(() => requireSameGrid({ grid }, mask)).toThrow(
    "The image and the mask lie on different grids: sizes 512×512×210 and 512×512×208. Resample the mask onto image.grid first.",
  );
  expect(() => requireSameGrid({ grid }, { grid })).not.toThrow();
});
