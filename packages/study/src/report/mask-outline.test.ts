import { array, assert, constantFrom, property, string } from "fast-check";
import { expect, test } from "vitest";
import { maskOutline } from "./mask-outline.ts";

const maskOf = (rows: readonly string[]) => ({
  width: rows[0]?.length ?? 0,
  height: rows.length,
  mask: Uint8Array.from(Array.from(rows.join(""), (character) => (character === "#" ? 1 : 0))),
});

test("one voxel is outlined by a diamond through the middles of its edges", () => {
  const corners = new Set(
    maskOutline(maskOf(["...", ".#.", "..."])).flatMap(([x1, y1, x2, y2]) => [`${x1},${y1}`, `${x2},${y2}`]),
  );
  expect(corners).toEqual(new Set(["0.5,1", "1,0.5", "1.5,1", "1,1.5"]));
});

test("a mask that fills the picture is outlined along its edge", () => {
  for (const [x1, y1, x2, y2] of maskOutline(maskOf(["##", "##"]))) {
    for (const [x, y] of [
      [x1, y1],
      [x2, y2],
    ] as const)
      expect([x, y].some((at) => at === -0.5 || at === 1.5)).toBe(true);
  }
});

test("voxels that touch at a corner have outlines of their own", () => {
  expect(maskOutline(maskOf(["#.", ".#"]))).toHaveLength(8);
});

test("an outline is closed: every end of a stretch is the end of exactly one other", () => {
  const masks = array(string({ unit: constantFrom("#", "."), minLength: 5, maxLength: 5 }), {
    minLength: 1,
    maxLength: 6,
  });
  assert(
    property(masks, (rows) => {
      const ends = new Map<string, number>();
      for (const [x1, y1, x2, y2] of maskOutline(maskOf(rows))) {
        for (const end of [`${x1},${y1}`, `${x2},${y2}`]) ends.set(end, (ends.get(end) ?? 0) + 1);
      }
      expect([...ends.values()].every((count) => count === 2)).toBe(true);
      expect(ends.size > 0).toBe(rows.join("").includes("#"));
    }),
  );
});
