import * as fc from "fast-check";
import { expect, test } from "vitest";
import { pointToIndex, indexToPoint } from "./grid.ts";
import { reorient } from "./reorient.ts";
import { anyGrid, indicesOf, straightGrid } from "./test/arbitraries.ts";

const axes = fc.constantFrom("LPS", "RAS", "SPL", "IAR", "PSR", "ASL", "LSA", "RIP");

test("every voxel keeps its value and its place in the patient", () => {
  fc.assert(
    fc.property(anyGrid(5), axes, (grid, letters) => {
      const image = { grid, data: Int16Array.from(indicesOf(grid), (_, n) => n) };
      const turned = reorient(image, letters);
      indicesOf(turned.grid).forEach((index, at) => {
        const [i, j, k] = pointToIndex(grid, indexToPoint(turned.grid, index)).map(Math.round);
        expect(turned.data[at]).toBe(image.data[i + grid.size[0] * (j + grid.size[1] * k)]);
      });
    }),
  );
});

test("there and back is the image, and a second time changes nothing", () => {
  fc.assert(
    fc.property(anyGrid(5), axes, (grid, letters) => {
      const image = { grid, data: Int16Array.from(indicesOf(grid), (_, n) => n) };
      const once = reorient(image, "LPS");
      const back = reorient(reorient(once, letters), "LPS");
      expect(back.data).toEqual(once.data);
      back.grid.direction.forEach((x, n) => expect(x).toBeCloseTo(once.grid.direction[n], 12));
      expect(reorient(once, "LPS")).toEqual(once);
    }),
  );
});

test("from DICOM's order to NIfTI's both horizontal axes turn around", () => {
  const image = { grid: straightGrid([2, 2, 1], [1, 1, 3]), data: new Uint8Array([1, 2, 3, 4]) };
  const turned = reorient(image, "RAS");
  expect(turned.data).toEqual(new Uint8Array([4, 3, 2, 1]));
  expect(turned.grid).toEqual({
    size: [2, 2, 1],
    spacing: [1, 1, 3],
    origin: [1, 1, 0],
    direction: [-1, 0, 0, 0, -1, 0, 0, 0, 1],
  });
});

test("letters that name no three axes are refused", () => {
  const image = { grid: straightGrid([1, 1, 1]), data: new Uint8Array(1) };
  for (const wrong of ["LRS", "LP", "XYZ", "LPSI", "lps"]) expect(() => reorient(image, wrong)).toThrow(`"${wrong}"`);
});
