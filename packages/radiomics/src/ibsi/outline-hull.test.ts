import { expect, test } from "vitest";
import { ellipsoid, volumeOf } from "../test/masks.ts";
import { meshDiameters } from "../mesh-diameters.ts";
import { cutVoi } from "../voi.ts";
import { convexHull } from "./convex-hull.ts";
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

test("a box with one corner voxel missing loses what the plane through its neighbours cuts off", () => {
  const full = outlineHull(
    cutVoi(
      volumeOf([4, 4, 4], () => 1),
      1,
    ),
  );
  const cut = outlineHull(
    cutVoi(
      volumeOf([4, 4, 4], ([i, j, k]) => (i + j + k === 0 ? 0 : 1)),
      1,
    ),
  );
  expect(cut.volume).toBeLessThan(full.volume);
  expect(full.volume - cut.volume).toBeLessThan(1);
});

test("its size is that of the hull of every mesh point", () => {
  const ball = ellipsoid([6, 6, 6], [5, 4, 6]);
  const voi = cutVoi(
    volumeOf([13, 13, 13], (x) => ball(x) * (((3 * x[0] + 5 * x[1] + 7 * x[2]) % 11) % 2)),
    1,
  );
  const [ni, nj, nk] = voi.box.size;
  const isIn = (i: number, j: number, k: number) =>
    i >= 0 && i < ni && j >= 0 && j < nj && k >= 0 && k < nk && voi.inside[i + ni * (j + nj * k)] === 1;
  const points: number[] = [];
  for (const at of voi.inside.keys()) {
    const [i, j, k] = [at % ni, Math.floor(at / ni) % nj, Math.floor(at / (ni * nj))];
    const steps = [
      [1, 0, 0],
      [-1, 0, 0],
      [0, 1, 0],
      [0, -1, 0],
      [0, 0, 1],
      [0, 0, -1],
    ];
    for (const [a, b, c] of isIn(i, j, k) ? steps : [])
      if (!isIn(i + a, j + b, k + c)) points.push(2 * i + a, 2 * j + b, 2 * k + c);
  }
  const all = Int32Array.from(points);
  const volume = convexHull(all).triangles.reduce((sum, triangle) => {
    const [a, b, c] = triangle.map((n) => Array.from(all.subarray(3 * n, 3 * n + 3)));
    const cross = [b[1] * c[2] - b[2] * c[1], b[2] * c[0] - b[0] * c[2], b[0] * c[1] - b[1] * c[0]];
    return sum + (a[0] * cross[0] + a[1] * cross[1] + a[2] * cross[2]) / 48;
  }, 0);
  expect(outlineHull(voi).volume).toBeCloseTo(volume, 10);
});
