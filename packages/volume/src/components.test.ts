import * as fc from "fast-check";
import { expect, test } from "vitest";
import { connectedComponents } from "./components.ts";
import { fillHoles } from "./fill-holes.ts";
import { anyMask, indicesOf, straightGrid } from "./test/arbitraries.ts";
import type { Volume } from "./volume.ts";

const reach = { 6: 1, 18: 2, 26: 3 } as const;

/** Parts by joining neighbours until nothing changes. */
function slowParts(mask: Volume, connectivity: 6 | 18 | 26): number[] {
  const indices = indicesOf(mask.grid);
  const parts = indices.map((_, at) => (mask.data[at] === 0 ? -1 : at));
  const near = (a: number, b: number): boolean => {
    const steps = indices[a].map((n, axis) => Math.abs(n - indices[b][axis]));
    return Math.max(...steps) <= 1 && steps[0] + steps[1] + steps[2] <= reach[connectivity];
  };
  for (let changed = true; changed;) {
    changed = false;
    for (let a = 0; a < parts.length; a++)
      for (let b = 0; b < parts.length; b++)
        if (parts[a] >= 0 && parts[b] > parts[a] && near(a, b)) {
          parts[b] = parts[a];
          changed = true;
        }
  }
  return parts;
}

test.each([6, 18, 26] as const)("%i neighbours: agrees with joining pairs until nothing changes", (connectivity) => {
  fc.assert(
    fc.property(anyMask(4), (mask) => {
      const slow = slowParts(mask, connectivity);
      const { labels, sizes } = connectedComponents(mask, connectivity);
      const pairs = new Set(slow.map((part, at) => `${part} ${labels.data[at]}`));
      const names = new Set(slow);
      expect(pairs.size).toBe(names.size);
      expect(sizes.length).toBe(names.size - (names.has(-1) ? 1 : 0));
      sizes.forEach((size, n) => {
        expect(labels.data.filter((label) => label === n + 1).length).toBe(size);
        if (n > 0) expect(size).toBeLessThanOrEqual(sizes[n - 1]);
      });
    }),
    { numRuns: 50 },
  );
});

test("two voxels that share a corner are one part only for 26 neighbours", () => {
  const mask = { grid: straightGrid([2, 2, 2]), data: new Uint8Array([1, 0, 0, 0, 0, 0, 0, 1]) };
  expect(([6, 18, 26] as const).map((n) => connectedComponents(mask, n).sizes)).toEqual([[1, 1], [1, 1], [2]]);
});

test("a hollow shell is filled, a bowl is not", () => {
  const shell = new Uint8Array(125);
  indicesOf(straightGrid([5, 5, 5])).forEach((index, at) => {
    if (Math.max(...index.map((n) => Math.abs(n - 2))) === 1) shell[at] = 1;
  });
  const grid = straightGrid([5, 5, 5]);
  const sum = (mask: Volume<Uint8Array>) => mask.data.reduce((a, x) => a + x, 0);
  expect(sum(fillHoles({ grid, data: shell }))).toBe(27);
  const bowl = shell.slice();
  bowl[2 + 5 * (2 + 5 * 3)] = 0;
  expect(sum(fillHoles({ grid, data: bowl }))).toBe(25);
  // A hole that the edge of the image cuts open is no hole.
  const edge = { grid: straightGrid([3, 3, 1]), data: new Uint8Array([1, 1, 1, 1, 0, 1, 1, 1, 1]) };
  expect(sum(fillHoles(edge))).toBe(8);
});

test("what is filled is what 6-connected background cannot leave", () => {
  fc.assert(
    fc.property(anyMask(6), (mask) => {
      const filled = fillHoles(mask);
      mask.data.forEach((x, at) => expect(filled.data[at]).toBeGreaterThanOrEqual(x));
      expect(fillHoles(filled)).toEqual(filled);
    }),
  );
});
