import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { greyLevels } from "./grey-levels.ts";
import { preset } from "./presets.ts";

const levels = (values: number[], bins: { binWidth: number } | { binCount: number }) =>
  Array.from(greyLevels(Float64Array.from(values), preset("pyradiomics", bins)).levels);

describe("bins of a fixed width", () => {
  test("have edges at multiples of the width and begin at the smallest intensity's bin", () => {
    expect(levels([54, 74, 75, 99.9, 100, 166], { binWidth: 25 })).toEqual([1, 1, 2, 2, 3, 5]);
    expect(levels([-30, -25, -0.001, 0, 24], { binWidth: 25 })).toEqual([1, 2, 2, 3, 3]);
  });

  test("are one width apart: levels differ as the intensities do", () => {
    const anyNumber = fc.integer({ min: -2e6, max: 2e6 }).map((x) => x / 1000);
    const width = fc.integer({ min: 100, max: 50_000 }).map((x) => x / 1000);
    fc.assert(
      fc.property(fc.array(anyNumber, { minLength: 1 }), width, (values, binWidth) => {
        const found = levels(values, { binWidth });
        const smallest = Math.min(...values);
        const lowest = found[values.indexOf(smallest)];
        found.forEach((level, n) => {
          const widths = (values[n] - smallest) / binWidth;
          expect(level).toBeGreaterThanOrEqual(1);
          expect(Math.abs(level - lowest - widths)).toBeLessThanOrEqual(1 + 1e-6);
        });
      }),
    );
  });
});

describe("a fixed number of bins", () => {
  test("spans the lesion's intensities, the largest in the last bin", () => {
    expect(levels([0, 2.4, 2.5, 7.6, 10], { binCount: 4 })).toEqual([1, 1, 2, 4, 4]);
  });

  test("of a flat lesion puts all voxels in one bin", () => {
    expect(new Set(levels([3, 3, 3], { binCount: 8 })).size).toBe(1);
  });
});
