import * as fc from "fast-check";
import { expect, test } from "vitest";
import { convexHull } from "./convex-hull.ts";

const at = (points: Int32Array, n: number) => Array.from(points.subarray(3 * n, 3 * n + 3));

function sixfoldVolume(points: Int32Array, [a, b, c]: readonly number[], d: number): number {
  const [p, u, v, w] = [a, b, c, d].map((n) => at(points, n));
  const [[ux, uy, uz], [vx, vy, vz], [wx, wy, wz]] = [u, v, w].map((q) => q.map((x, axis) => x - p[axis]));
  return ux * (vy * wz - vz * wy) - uy * (vx * wz - vz * wx) + uz * (vx * wy - vy * wx);
}

test("a cube with points inside and on its faces has eight corners and the cube's volume", () => {
  const points = Int32Array.from(
    [0, 1, 2].flatMap((k) => [0, 1, 2].flatMap((j) => [0, 1, 2].flatMap((i) => [i, j, k]))),
  );
  const { triangles, corners } = convexHull(points);
  for (const corner of corners) expect(at(points, corner).filter((x) => x === 1).length).toBeLessThan(3);
  const volume = triangles.reduce((sum, triangle) => sum + sixfoldVolume(points, triangle, 13), 0) / -6;
  expect(volume).toBe(8);
});

test("points on one plane, one line or one spot have no hull", () => {
  for (const flat of [
    [1, 2, 3],
    [0, 0, 0, 1, 1, 1, 2, 2, 2],
    [0, 0, 5, 1, 0, 5, 0, 1, 5, 3, 4, 5],
  ]) {
    expect(convexHull(Int32Array.from(flat)).triangles).toEqual([]);
  }
});

test("no point sees a triangle from outside, and each edge belongs to two triangles", () => {
  const coordinate = fc.integer({ min: -1, max: 6 });
  fc.assert(
    fc.property(fc.array(fc.tuple(coordinate, coordinate, coordinate), { minLength: 4, maxLength: 60 }), (list) => {
      const points = Int32Array.from(list.flat());
      const { triangles } = convexHull(points);
      const edges = new Set<string>();
      for (const triangle of triangles) {
        for (let n = 0; n < list.length; n++) expect(sixfoldVolume(points, triangle, n)).toBeLessThanOrEqual(0);
        for (const [n, from] of triangle.entries()) edges.add(`${from} ${triangle[(n + 1) % 3]}`);
      }
      expect(edges.size).toBe(3 * triangles.length);
      for (const edge of edges) expect(edges).toContain(edge.split(" ").reverse().join(" "));
    }),
  );
});
