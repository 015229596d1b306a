import { convertIndexedToRgb, decode } from "fast-png";
import { randomStream } from "@hilum/numeric";
import { expect, test } from "vitest";
import { lesionPicture, OUTLINE_RGB } from "./lesion-picture.ts";
import type { AxialSlice } from "./report-types.ts";

function pixels(png: Uint8Array) {
  const decoded = decode(png, { checkCrc: true });
  const rgb = convertIndexedToRgb(decoded);
  return {
    width: decoded.width,
    height: decoded.height,
    at: (x: number, y: number) => Array.from(rgb.slice((y * decoded.width + x) * 3, (y * decoded.width + x) * 3 + 3)),
  };
}

function sliceOf(
  width: number,
  height: number,
  inside: (x: number, y: number) => boolean,
  spacing: [number, number] = [1, 1],
): AxialSlice {
  const mask = Uint8Array.from({ length: width * height }, (_, at) =>
    inside(at % width, Math.floor(at / width)) ? 1 : 0,
  );
  return { width, height, spacing, grey: new Uint8Array(width * height).fill(102), mask };
}

test("the outline lies on the border of the mask and nowhere else", () => {
  // Voxels 4 to 11 of 16, at ten pixels a voxel: the border runs at 40 and 120.
  const { at } = pixels(
    lesionPicture(
      sliceOf(16, 16, (x, y) => x >= 4 && x < 12 && y >= 4 && y < 12),
      { widthPx: 160 },
    ),
  );
  for (const along of [50, 80, 110]) {
    for (const border of [40, 120]) {
      const across = [-3, -2, -1, 0, 1, 2].map((step) => [at(border + step, along), at(along, border + step)]);
      // The border is the line between two pixels: these are full, the next ones out of reach.
      for (const [column, row] of across.slice(2, 4)) {
        expect(column).toEqual([...OUTLINE_RGB]);
        expect(row).toEqual([...OUTLINE_RGB]);
      }
      for (const [column, row] of [...across.slice(0, 1), ...across.slice(5)]) {
        expect(column).toEqual([105, 105, 105]);
        expect(row).toEqual([105, 105, 105]);
      }
    }
  }
});

test("a slice without a mask is grey all over", () => {
  const { width, height, at } = pixels(
    lesionPicture(
      sliceOf(5, 5, () => false),
      { widthPx: 20 },
    ),
  );
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) expect(new Set(at(x, y)).size).toBe(1);
});

test("the picture has the true proportions of the slice", () => {
  const { width, height } = pixels(
    lesionPicture(
      sliceOf(20, 10, () => false, [0.5, 2]),
      { widthPx: 100 },
    ),
  );
  expect([width, height]).toEqual([100, 200]);
});

test("greys change smoothly between voxels and keep their ends", () => {
  const slice = { ...sliceOf(8, 1, () => false), grey: Uint8Array.from([0, 0, 0, 0, 255, 255, 255, 255]) };
  const { at } = pixels(lesionPicture(slice, { widthPx: 80 }));
  const greys = Array.from({ length: 80 }, (_, x) => at(x, 5)[0] ?? NaN);
  expect([greys[0], greys[79]]).toEqual([0, 255]);
  expect(greys.toSorted((a, b) => a - b)).toEqual(greys);
  expect(new Set(greys).size).toBeGreaterThan(8);
});

test("a noisy slice at 160 pixels stays below 16 kB, a smooth one below 4 kB", () => {
  const random = randomStream(1, "noise");
  const noisy = {
    ...sliceOf(60, 60, (x, y) => Math.hypot(x - 30, y - 30) < 12),
    grey: Uint8Array.from({ length: 3600 }, () => random.integer(80)),
  };
  expect(lesionPicture(noisy, { widthPx: 160 }).length).toBeLessThan(16_000);
  const smooth = { ...noisy, grey: Uint8Array.from({ length: 3600 }, (_, at) => (at % 60) * 4) };
  expect(lesionPicture(smooth, { widthPx: 160 }).length).toBeLessThan(4000);
});
