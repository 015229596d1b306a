import { Graph } from "@hilum/graph";
import { assert, asyncProperty, integer, tuple } from "fast-check";
import { expect, test } from "vitest";
import { runFilled } from "../test/reference-network.ts";
import { relativePositionCount, relativePositionIndex } from "./relative-position.ts";
import { shiftMask } from "./shift-mask.ts";
import { windowPartition, windowReverse } from "./window-partition.ts";
import { fitWindows, tokensIn } from "./windows.ts";

test("a window never exceeds the grid, and only axes with several windows move", () => {
  expect(fitWindows([4, 7, 16], 7, true)).toEqual({ window: [4, 7, 7], shift: [0, 0, 3], padded: [4, 7, 21] });
  expect(fitWindows([4, 7, 16], 7, false).shift).toEqual([0, 0, 0]);
});

test("where no window moves there is no mask", () => {
  expect(shiftMask(new Graph(), fitWindows([3, 3, 3], 3, true))).toBeUndefined();
});

test("windows put together again are the grid they were cut from", async () => {
  const size = integer({ min: 1, max: 5 });
  await assert(
    asyncProperty(tuple(size, size, size), integer({ min: 1, max: 3 }), async (grid, window) => {
      const windows = fitWindows(grid, window, false);
      const graph = new Graph();
      const x = graph.input("x", "float32", [2, ...windows.padded, 3]);
      const parts = windowPartition(x, windows);
      expect(parts.shape.slice(1)).toEqual([tokensIn(windows.window), 3]);
      const elements = Float32Array.from({ length: x.shape.reduce((a, b) => a * b) }, (_, i) => i);
      const { of } = await runFilled(graph, "", { whole: windowReverse(parts, windows) }, { x: elements });
      expect(of("whole")).toEqual(elements);
    }),
    { numRuns: 10 },
  );
});

test("two pairs of tokens share a bias exactly if they lie the same way from each other", () => {
  const window = 3;
  const tokens = window ** 3;
  const index = relativePositionIndex(window);
  const place = (token: number) => [Math.floor(token / 9), Math.floor(token / 3) % 3, token % 3];
  const offsets = new Map<number, string>();
  index.forEach((row, pair) => {
    const [from, to] = [place(Math.floor(pair / tokens)), place(pair % tokens)];
    const offset = from.map((position, axis) => position - to[axis]).join();
    expect(offsets.get(row) ?? offset).toBe(offset);
    offsets.set(row, offset);
  });
  expect(offsets.size).toBe(relativePositionCount(window));
});
