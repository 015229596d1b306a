import * as fc from "fast-check";
import { expect, test } from "vitest";
import { fillPolygon } from "./fill-polygon.ts";

const size = [24, 20] as const;

/** Stars around a centre: simple (no edge crosses another), often concave, sometimes reaching beyond the slice. */
const star = fc
  .tuple(
    fc.double({ min: 2, max: 20, noNaN: true }),
    fc.double({ min: 2, max: 16, noNaN: true }),
    fc.array(fc.double({ min: 0.5, max: 9, noNaN: true }), { minLength: 3, maxLength: 16 }),
  )
  .map(([x, y, radii]) =>
    Float64Array.from(
      radii.flatMap((radius, n) => {
        const angle = (2 * Math.PI * n) / radii.length;
        return [x + radius * Math.cos(angle), y + radius * Math.sin(angle)];
      }),
    ),
  );
/** Any closed chain of points, also crossing itself, with many vertices and edges on voxel centres. */
const chain = fc
  .array(fc.tuple(halves(-4, 28), halves(-4, 24)), { minLength: 1, maxLength: 14 })
  .map((points) => Float64Array.from(points.flat()));

function halves(min: number, max: number): fc.Arbitrary<number> {
  return fc.integer({ min: 2 * min, max: 2 * max }).map((x) => x / 2);
}

function filled(...polygons: readonly Float64Array[]): Uint8Array {
  const data = new Uint8Array(size[0] * size[1]);
  for (const polygon of polygons) fillPolygon({ data, size }, polygon);
  return data;
}

function inside(data: Uint8Array): string[] {
  return Array.from({ length: size[1] }, (_, j) =>
    Array.from(data.subarray(size[0] * j, size[0] * (j + 1)), (x) => (x === 1 ? "#" : ".")).join(""),
  );
}

test("a rectangle on voxel centres: left and right edges belong to it, the lower edge does, the upper one does not", () => {
  const rows = inside(filled(Float64Array.of(1, 1, 4, 1, 4, 3, 1, 3)));
  expect(rows.slice(0, 5).map((row) => row.slice(0, 6))).toEqual(["......", ".####.", ".####.", "......", "......"]);
});

test("a rectangle between voxel centres holds the centres within", () => {
  const rows = inside(filled(Float64Array.of(0.6, 0.6, 3.4, 0.6, 3.4, 2.4, 0.6, 2.4)));
  expect(rows.slice(0, 4).map((row) => row.slice(0, 5))).toEqual([".....", ".###.", ".###.", "....."]);
});

test("agrees with asking each voxel centre alone", () => {
  fc.assert(
    fc.property(chain, (polygon) => {
      const data = filled(polygon);
      for (let j = 0; j < size[1]; j++)
        for (let i = 0; i < size[0]; i++) expect(data[i + size[0] * j]).toBe(holds(polygon, i, j) ? 1 : 0);
    }),
  );
});

/** Even-odd for one point, from pairs of sorted crossings: slow and obvious. */
function holds(polygon: Float64Array, x: number, y: number): boolean {
  const crossings: number[] = [];
  for (let n = 0; n < polygon.length; n += 2) {
    const next = (n + 2) % polygon.length;
    const [[x0, y0], [x1, y1]] = [
      [polygon[n], polygon[n + 1]],
      [polygon[next], polygon[next + 1]],
    ].sort((a, b) => a[1] - b[1]);
    if (y0 <= y && y < y1) crossings.push(x0 + ((y - y0) / (y1 - y0)) * (x1 - x0));
  }
  crossings.sort((a, b) => a - b);
  return crossings.some((_, n) => n % 2 === 0 && crossings[n] <= x && x <= crossings[n + 1]);
}

test("a polygon and its reverse fill the same voxels, whichever vertex comes first", () => {
  fc.assert(
    fc.property(fc.oneof(star, chain), fc.nat(20), (polygon, turn) => {
      const points = Array.from({ length: polygon.length / 2 }, (_, n) => [polygon[2 * n], polygon[2 * n + 1]]);
      const at = turn % points.length;
      const turned = [...points.slice(at), ...points.slice(0, at)].reverse().flat();
      expect(filled(Float64Array.from(turned))).toEqual(filled(polygon));
    }),
  );
});

test("moved by whole voxels, a polygon fills the moved voxels", () => {
  fc.assert(
    fc.property(
      fc.oneof(star, chain),
      fc.integer({ min: -5, max: 5 }),
      fc.integer({ min: -5, max: 5 }),
      (polygon, di, dj) => {
        const [ni, nj] = size;
        const before = filled(polygon);
        const after = filled(polygon.map((x, n) => x + (n % 2 === 0 ? di : dj)));
        for (let j = Math.max(0, -dj); j < Math.min(nj, nj - dj); j++)
          for (let i = Math.max(0, -di); i < Math.min(ni, ni - di); i++)
            expect(after[i + di + ni * (j + dj)]).toBe(before[i + ni * j]);
      },
    ),
  );
});

test("two polygons on one slice leave their symmetric difference: an inner one is a hole", () => {
  fc.assert(
    fc.property(fc.oneof(star, chain), fc.oneof(star, chain), (a, b) => {
      const [first, second] = [filled(a), filled(b)];
      expect(filled(a, b)).toEqual(first.map((x, n) => x ^ second[n]));
      expect(filled(a, b)).toEqual(filled(b, a));
    }),
  );
  const rows = inside(
    filled(
      Float64Array.of(0.5, 0.5, 6.5, 0.5, 6.5, 5.5, 0.5, 5.5),
      Float64Array.of(2.5, 2.5, 4.5, 2.5, 4.5, 3.5, 2.5, 3.5),
    ),
  );
  expect(rows.slice(2, 5).map((row) => row.slice(0, 8))).toEqual([".######.", ".##..##.", ".######."]);
});

test("the number of voxels differs from the area by less than the length of the outline (Jarník's inequality)", () => {
  const wide = [60, 60] as const;
  fc.assert(
    fc.property(star, fc.double({ min: 1, max: 2.5, noNaN: true }), (polygon, scale) => {
      const large = polygon.map((x) => 30 + scale * (x - 10));
      const data = new Uint8Array(wide[0] * wide[1]);
      fillPolygon({ data, size: wide }, large);
      let [area, length] = [0, 0];
      for (let n = 0; n < large.length; n += 2) {
        const [x0, y0, x1, y1] = [large[n], large[n + 1], large[(n + 2) % large.length], large[(n + 3) % large.length]];
        area += (x0 * y1 - x1 * y0) / 2;
        length += Math.hypot(x1 - x0, y1 - y0);
      }
      const within = large.every((x) => x > 0 && x < 59);
      fc.pre(within);
      expect(Math.abs(data.reduce((sum, x) => sum + x, 0) - Math.abs(area))).toBeLessThan(length);
    }),
  );
});

test("far points cost no time: a polygon of a thousand kilometres covers the slice", () => {
  const start = process.cpuUsage().user / 1000;
  const far = 1e9;
  expect(filled(Float64Array.of(-far, -far, far, -far, far, far, -far, far))).toEqual(new Uint8Array(480).fill(1));
  expect(process.cpuUsage().user / 1000 - start).toBeLessThan(200);
});
