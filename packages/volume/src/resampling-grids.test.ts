import * as fc from "fast-check";
import { expect, test } from "vitest";
import { indexToPoint } from "./grid.ts";
import { ibsiGrid, isotropic, itkGrid } from "./resampling-grids.ts";
import { anyGrid, straightGrid, three } from "./test/arbitraries.ts";
import type { Grid, Vec3 } from "./volume.ts";

const length = fc.double({ min: 0.2, max: 6, noNaN: true });

function middle(grid: Grid): Vec3 {
  return indexToPoint(grid, [(grid.size[0] - 1) / 2, (grid.size[1] - 1) / 2, (grid.size[2] - 1) / 2]);
}

test("IBSI's grid has the middle of the old one and covers it with less than one voxel to spare", () => {
  fc.assert(
    fc.property(anyGrid(60), three(length), (grid, spacing) => {
      const made = ibsiGrid(grid, spacing);
      middle(made).forEach((mm, axis) => expect(mm).toBeCloseTo(middle(grid)[axis], 8));
      made.size.forEach((n, axis) => {
        const spare = n * spacing[axis] - grid.size[axis] * grid.spacing[axis];
        expect(spare).toBeGreaterThan(-1e-9);
        expect(spare).toBeLessThan(spacing[axis] + 1e-9);
      });
      expect(made.direction).toBe(grid.direction);
    }),
  );
});

test("the IBSI lung phantom at 2 mm has 100 × 99 × 90 voxels", () => {
  const phantom = straightGrid([204, 201, 60], [Math.fround(0.977), Math.fround(0.977), 3]);
  expect(ibsiGrid(phantom, [2, 2, 2]).size).toEqual([100, 99, 90]);
  expect(ibsiGrid(phantom, [2, 2, 3]).size).toEqual([100, 99, 60]);
  expect(isotropic(phantom, 2)).toEqual(ibsiGrid(phantom, [2, 2, 2]));
  expect(isotropic(straightGrid([3, 4, 5]), 1)).toEqual(straightGrid([3, 4, 5]));
});

test("a spacing that is no length is refused", () => {
  expect(() => isotropic(straightGrid([3, 4, 5]), 0)).toThrow(/0×0×0 mm/);
});

test("PyRadiomics' grid worked by hand: 10 voxels of 2 mm, lesion at 4 and 5, to 1 mm", () => {
  const grid = straightGrid([10, 10, 10], [2, 2, 2]);
  const data = new Uint8Array(1000);
  for (const [i, j, k] of [
    [4, 4, 4],
    [5, 5, 5],
  ])
    data[i + 10 * (j + 10 * k)] = 1;
  // floor((4 − 0.5)·2 − 1) = 6, ceil((5 + 0.5)·2 + 1) = 12; new voxel 0 has its centre at index −0.25, −0.5 mm.
  const made = itkGrid(grid, { grid, data }, [1, 1, 1], { padDistance: 1 });
  expect(made).toEqual(straightGrid([7, 7, 7], [1, 1, 1], [5.5, 5.5, 5.5]));
  // Never beyond the image: 20 new voxels.
  expect(itkGrid(grid, { grid, data }, [1, 1, 1], { padDistance: 50 })).toEqual(
    straightGrid([20, 20, 20], [1, 1, 1], [-0.5, -0.5, -0.5]),
  );
});

test("a lesion in one slice keeps the slices; an equal spacing keeps the grid", () => {
  const grid = straightGrid([10, 10, 10], [2, 2, 5]);
  const data = new Uint8Array(1000);
  data[0 + 10 * (3 + 10 * 7)] = 2;
  data[1 + 10 * (4 + 10 * 7)] = 2;
  const made = itkGrid(grid, { grid, data }, [1, 1, 1], { label: 2, padDistance: 0 });
  expect(made.spacing).toEqual([1, 1, 5]);
  expect(itkGrid(grid, { grid, data }, [2, 0, 1], { label: 2, padDistance: 2 })).toEqual(
    straightGrid([4, 6, 5], [2, 2, 5], [0, 2, 25]),
  );
  expect(() => itkGrid(grid, { grid, data }, [1, 1, 1])).toThrow(/label 1; its labels are 2/);
});
