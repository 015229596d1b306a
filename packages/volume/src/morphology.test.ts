import * as fc from "fast-check";
import { expect, test } from "vitest";
import { closing, dilate, erode, opening } from "./morphology.ts";
import { anyMask, indicesOf, straightGrid } from "./test/arbitraries.ts";
import type { Volume } from "./volume.ts";

const radius = fc.double({ min: 0, max: 6, noNaN: true });

/** By definition: whether a voxel of the wanted kind lies within the ball. */
function meets(mask: Volume, radiusMm: number, wanted: 0 | 1): boolean[] {
  const indices = indicesOf(mask.grid);
  const targets = indices.filter((_, at) => mask.data[at] === wanted);
  return indices.map((a) =>
    targets.some((b) => Math.hypot(...a.map((n, axis) => (n - b[axis]) * mask.grid.spacing[axis])) <= radiusMm + 1e-9),
  );
}

test("growing and shrinking agree with moving the ball to every voxel", () => {
  fc.assert(
    fc.property(anyMask(6), radius, (mask, radiusMm) => {
      expect(dilate(mask, radiusMm).data).toEqual(Uint8Array.from(meets(mask, radiusMm, 1), Number));
      const shrunk = meets(mask, radiusMm, 0).map((hit, at) => (mask.data[at] === 1 && !hit ? 1 : 0));
      expect(erode(mask, radiusMm).data).toEqual(Uint8Array.from(shrunk));
    }),
  );
});

test("opening only takes away, closing only adds, and doing it twice changes nothing", () => {
  fc.assert(
    fc.property(anyMask(6), radius, (mask, radiusMm) => {
      const opened = opening(mask, radiusMm);
      const closed = closing(mask, radiusMm);
      mask.data.forEach((x, at) => {
        expect(opened.data[at]).toBeLessThanOrEqual(x);
        expect(closed.data[at]).toBeGreaterThanOrEqual(x);
      });
      expect(opening(opened, radiusMm).data).toEqual(opened.data);
      expect(closing(closed, radiusMm).data).toEqual(closed.data);
    }),
  );
});

test("a ball of 2 mm on slices 2 mm apart reaches one slice and two voxels", () => {
  const data = new Uint8Array(75);
  data[2 + 5 * (2 + 5 * 1)] = 1;
  const grown = dilate({ grid: straightGrid([5, 5, 3], [1, 1, 2]), data }, 2);
  const slices = [0, 1, 2].map((k) => grown.data.subarray(25 * k, 25 * k + 25).reduce((sum, x) => sum + x, 0));
  expect(slices).toEqual([1, 13, 1]);
});

test("an empty mask stays empty, a radius that is no length is refused", () => {
  const empty = { grid: straightGrid([2, 2, 2]), data: new Uint8Array(8) };
  expect(closing(empty, 3)).toEqual(empty);
  expect(() => dilate(empty, -1)).toThrow(/-1 mm/);
});
