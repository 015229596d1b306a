import { expect, test } from "vitest";
import { cubeTriangles, type Triangle } from "./marching-cubes-table.ts";

const patterns = Array.from(cubeTriangles.keys());

test("there is a surface for each of the 256 patterns, and none when all corners are alike", () => {
  expect(cubeTriangles).toHaveLength(256);
  expect(patterns.filter((pattern) => cubeTriangles[pattern].length === 0)).toEqual([0, 255]);
});

test("the vertices of a pattern are the middles of its edges between inside and outside", () => {
  for (const pattern of patterns) {
    const crossed = new Set<string>();
    for (let corner = 0; corner < 8; corner++)
      for (const bit of [1, 2, 4]) {
        const other = corner | bit;
        if (other === corner || ((pattern >> corner) & 1) === ((pattern >> other) & 1)) continue;
        crossed.add(String([0, 1, 2].map((a) => ((corner >> a) & 1) + ((other >> a) & 1))));
      }
    expect(new Set(cubeTriangles[pattern].flatMap(corners).map(String))).toEqual(crossed);
  }
});

test("an edge that two triangles share runs once each way, and the others lie on a face of the cube", () => {
  for (const pattern of patterns) {
    const edges = cubeTriangles[pattern].flatMap((triangle) => {
      const [a, b, c] = corners(triangle);
      return [
        [a, b],
        [b, c],
        [c, a],
      ];
    });
    const names = edges.map(String);
    expect(new Set(names).size).toBe(names.length);
    for (const [a, b] of edges) {
      const onFace = [0, 1, 2].some((axis) => a[axis] === b[axis] && a[axis] !== 1);
      if (!onFace) expect(names).toContain(String([b, a]));
    }
  }
});

function corners(triangle: Triangle): number[][] {
  return [triangle.slice(0, 3), triangle.slice(3, 6), triangle.slice(6)];
}
