import { expect, test } from "vitest";
import { ellipsoid, volumeOf } from "../test/masks.ts";
import { meshDiameters } from "../mesh-diameters.ts";
import { cutVoi } from "../voi.ts";
import { outlineHull } from "./outline-hull.ts";

test("the hull of one voxel is an octahedron of half voxels", () => {
  const { volume, area, diameter } = outlineHull(
    cutVoi(
      volumeOf([1, 1, 1], () => 1, [2, 2, 2]),
      1,
    ),
  );
  expect(volume).toBeCloseTo(4 / 3, 12);
  expect(area).toBeCloseTo(4 * Math.sqrt(3), 12);
  expect(diameter).toBe(2);
});

test("its largest distance is the mesh's", () => {
  const voi = cutVoi(volumeOf([30, 30, 30], ellipsoid([14, 15, 13], [12, 9, 7]), [0.7, 0.7, 1.25]), 1);
  expect(outlineHull(voi).diameter).toBeCloseTo(meshDiameters(voi).inSpace, 12);
});
