import * as fc from "fast-check";
import { expect, test } from "vitest";
import { distanceTransform } from "./distance-transform.ts";
import { anyMask, indicesOf, straightGrid } from "./test/arbitraries.ts";

test.each(["mask", "background"] as const)("to the %s: agrees with trying every pair of voxels", (to) => {
  fc.assert(
    fc.property(anyMask(), (mask) => {
      const indices = indicesOf(mask.grid);
      const wanted = to === "mask" ? 1 : 0;
      const targets = indices.filter((_, at) => mask.data[at] === wanted);
      const { data } = distanceTransform(mask, { to });
      indices.forEach((a, at) => {
        const apart = targets.map((b) => Math.hypot(...a.map((n, axis) => (n - b[axis]) * mask.grid.spacing[axis])));
        const nearest = Math.min(...apart);
        if (nearest === Infinity) expect(data[at]).toBe(Infinity);
        else expect(Math.abs(data[at] - nearest)).toBeLessThan(1e-9);
      });
    }),
  );
});

test("beside one voxel the distances are the steps in mm", () => {
  const mask = { grid: straightGrid([3, 1, 3], [0.5, 1, 2]), data: new Uint8Array([1, 0, 0, 0, 0, 0, 0, 0, 0]) };
  expect(distanceTransform(mask, { to: "mask" }).data.slice(0, 4)).toEqual(new Float64Array([0, 0.5, 1, 2]));
});
