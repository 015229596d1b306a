import { readFileSync } from "node:fs";
import { join } from "node:path";
import { randomStream } from "@hilum/numeric";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { boundingBox } from "./bounding-box.ts";
import { crop } from "./crop.ts";
import { indexToPoint, voxelCount } from "./grid.ts";
import { readNifti } from "./nifti/index.ts";
import { resample } from "./resample.ts";
import { ibsiGrid, isotropic, itkGrid } from "./resampling-grids.ts";
import { anyDirection, anyGrid, indicesOf, straightGrid, three } from "./test/arbitraries.ts";
import { dataFolder, dataFound, withData } from "./test/data-folder.ts";
import type { Grid, Vec3, Volume } from "./volume.ts";

const methods = ["nearest", "linear", "bspline"] as const;

describe.each(methods)("%s", (interpolation) => {
  test("an image on its own grid is itself", () => {
    fc.assert(
      fc.property(anyGrid(9), fc.nat(), (grid, seed) => {
        const image = noise(grid, seed);
        const same = resample(image, grid, { interpolation, outside: 99 });
        const tolerance = interpolation === "bspline" ? 1e-9 : 1e-7;
        same.data.forEach((x, at) => expect(Math.abs(x - image.data[at])).toBeLessThan(tolerance * 1000));
      }),
    );
  });

  test("turned grids agree with parallel ones voxel by voxel", () => {
    // The same question asked of both ways of resampling: a permuted target is not separable, its transpose is.
    fc.assert(
      fc.property(anyGrid(9), three(fc.double({ min: 0.4, max: 3, noNaN: true })), fc.nat(), (grid, spacing, seed) => {
        const image = noise(grid, seed);
        const target = { ...ibsiGrid(grid, spacing), origin: indexToPoint(grid, [-0.7123, 0.31459, 0.1357]) };
        const straight = resample(image, target, { interpolation, outside: -7 });
        const permuted = resample(image, permute(target), { interpolation, outside: -7 });
        const [ni, nj, nk] = target.size;
        for (const [i, j, k] of indicesOf(target)) {
          const [a, b] = [straight.data[i + ni * (j + nj * k)], permuted.data[k + nk * (i + ni * j)]];
          expect(Math.abs(a - b)).toBeLessThan(1e-6);
        }
      }),
      { numRuns: 30 },
    );
  });

  test("a constant image stays constant, beyond its faces comes `outside`, or the edge", () => {
    fc.assert(
      fc.property(anyGrid(6), anyGrid(6), anyDirection(), (grid, target, direction) => {
        const image = { grid, data: new Int16Array(voxelCount(grid)).fill(-317) };
        const elsewhere = { ...target, direction, origin: grid.origin };
        const padded = resample(image, elsewhere, { interpolation, outside: 5 });
        for (const x of padded.data) expect(Math.min(Math.abs(x + 317), Math.abs(x - 5))).toBeLessThan(1e-9);
        for (const x of resample(image, elsewhere, { interpolation, outside: "edge" }).data)
          expect(x).toBeCloseTo(-317, 9);
      }),
    );
  });

  test("a grid that does not meet the image is all outside", () => {
    const image = { grid: straightGrid([3, 3, 3]), data: new Float32Array(27).fill(1) };
    const far = straightGrid([2, 2, 2], [1, 1, 1], [100, 0, 0]);
    expect(resample(image, far, { interpolation, outside: -1024 }).data).toEqual(new Float64Array(8).fill(-1024));
    const turned: Grid = { ...far, direction: [0, 1, 0, 1, 0, 0, 0, 0, 1] };
    expect(resample(image, turned, { interpolation, outside: -1024 }).data).toEqual(new Float64Array(8).fill(-1024));
  });
});

test("linear interpolation reproduces a linear field between the outermost centres, on turned grids too", () => {
  fc.assert(
    fc.property(
      anyGrid(9),
      anyDirection(),
      three(fc.double({ min: -3, max: 3, noNaN: true })),
      (grid, direction, slope) => {
        const field = ([x, y, z]: Vec3) => slope[0] * x + slope[1] * y + slope[2] * z + 10;
        const image = { grid, data: Float64Array.from(indicesOf(grid), (index) => field(indexToPoint(grid, index))) };
        const inner = grid.size.map((n) => (n - 1) / 2);
        const target: Grid = {
          size: [3, 3, 3],
          spacing: [0.2, 0.2, 0.2],
          origin: indexToPoint(grid, [inner[0], inner[1], inner[2]]),
          direction,
        };
        const read = resample(image, target, { interpolation: "linear", outside: Number.NaN });
        indicesOf(target).forEach((index, at) => {
          const point = indexToPoint(target, index);
          const within = insideCentres(grid, point);
          if (within) expect(Math.abs(read.data[at] - field(point))).toBeLessThan(1e-8);
        });
      },
    ),
  );
});

test("the cubic spline reproduces a cubic polynomial away from the image's border", () => {
  const cubic = (x: number) => 0.02 * x ** 3 - 0.3 * x ** 2 + x - 5;
  const grid = straightGrid([81, 1, 1]);
  const image = { grid, data: Float64Array.from({ length: 81 }, (_, i) => cubic(i - 40)) };
  const target = straightGrid([10, 1, 1], [0.37, 1, 1], [38.1, 0, 0]);
  // The border's mirror is forgotten at a rate of 0.268 for each voxel: nothing is left of 3e4 after 38.
  resample(image, target, { interpolation: "bspline", outside: 0 }).data.forEach((x, i) =>
    expect(x).toBeCloseTo(cubic(38.1 + 0.37 * i - 40), 9),
  );
});

test("the cubic spline solves its equations: coefficients blended by 1/6, 4/6, 1/6 give the samples, on short and long lines", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 70 }), fc.nat(), (n, seed) => {
      const image = noise(straightGrid([n, 1, 1]), seed);
      const read = resample(image, straightGrid([n, 1, 1]), { interpolation: "bspline", outside: 0 });
      read.data.forEach((x, i) => expect(x).toBeCloseTo(image.data[i], 8));
    }),
  );
});

test("the cubic spline between two voxels worked by hand", () => {
  // Samples 1, 0 mirrored at both centres: coefficients 2, −1 (with 2·4/6 − 2/6 = 1), half-way (2 − 1)/2 by symmetry.
  const image = { grid: straightGrid([2, 1, 1]), data: new Float64Array([1, 0]) };
  const read = resample(image, straightGrid([3, 1, 1], [0.5, 1, 1]), { interpolation: "bspline", outside: 0 }).data;
  expect([...read].map((x) => Number(x.toFixed(12)) + 0)).toEqual([1, 0.5, 0]);
});

test("a part of an image is resampled as within the whole", () => {
  const image = noise(straightGrid([70, 70, 5]), 3);
  const whole = isotropic(image.grid, 0.8);
  const part = { grid: whole, box: { lower: [40, 40, 2], size: [7, 8, 3] } } as const;
  const cut = crop(resample(image, whole, { interpolation: "bspline", outside: 0 }), part);
  const direct = resample(image, cut.grid, { interpolation: "bspline", outside: 0 });
  direct.data.forEach((x, at) => expect(x).toBeCloseTo(cut.data[at], 9));
});

test("integers are clamped and cut towards zero when the type is kept", () => {
  const image = { grid: straightGrid([2, 1, 1]), data: new Int8Array([-3, 4]) };
  const between = straightGrid([4, 1, 1], [0.25, 1, 1]);
  const read = resample(image, between, { interpolation: "linear", outside: 0, as: "same" }).data;
  // −3, −1.25, 0.5, 2.25
  expect(read).toEqual(new Int8Array([-3, -1, 0, 2]));
  const far = straightGrid([2, 1, 1], [1, 1, 1], [5, 0, 0]);
  const clamped = resample(image, far, { interpolation: "nearest", outside: -1024, as: "same" }).data;
  expect(clamped).toEqual(new Int8Array([-128, -128]));
});

describe.skipIf(!dataFound)(withData("the IBSI lung phantom"), () => {
  const read = (name: string): Volume => readNifti(readFileSync(join(dataFolder, "ibsi1", "ct_nifti", name)));
  const reference = (file: string): Map<string, string> =>
    new Map(
      readFileSync(join(dataFolder, "..", "reference", "pyradiomics", file), "utf8")
        .split(/\r?\n/)
        .filter((line) => line.startsWith("diagnostics"))
        .map((line) => {
          const [, , name, ...value] = line.split(",");
          return [name, value.join(",").replaceAll(/[()"]/g, "")];
        }),
    );

  test.each([
    ["linear", "ct_phantom_1mm_linear_original.csv"],
    ["bspline", "ct_phantom_1mm_all.csv"],
  ] as const)("agrees with PyRadiomics on ITK at 1 mm, %s", (interpolation, file) => {
    const [image, mask, expected] = [read("phantom.nii.gz"), read("mask.nii.gz"), reference(file)];
    const number = (name: string): number => Number(expected.get(name));
    const grid = itkGrid(image.grid, mask, [1, 1, 1]);
    const voi = resample(mask, grid, { interpolation: "nearest", outside: 0, as: "same" });
    const { data } = resample(image, grid, { interpolation, outside: 0, as: "same" });
    expect(String(grid.size)).toBe(expected.get("Image-interpolated_Size"));
    const { lower, size } = boundingBox(voi);
    expect([...lower, ...size].join(",")).toBe(expected.get("Mask-interpolated_BoundingBox"));
    const inside = [...data].filter((_, at) => voi.data[at] === 1);
    expect(inside.length).toBe(number("Mask-interpolated_VoxelNum"));
    // The resampled image is kept in 32-bit floats; the sums are not.
    expect(mean([...data])).toBeCloseTo(number("Image-interpolated_Mean"), 6);
    expect(mean(inside)).toBeCloseTo(number("Mask-interpolated_Mean"), 6);
    expect(extreme(inside, Math.min)).toBe(number("Mask-interpolated_Minimum"));
    expect(extreme(inside, Math.max)).toBe(number("Mask-interpolated_Maximum"));
    expect(extreme([...data], Math.max)).toBe(number("Image-interpolated_Maximum"));
  });

  test("gives IBSI's voxel counts of the resampled lesion: 29842 in 2 × 2 × 3 mm, 45985 in 2 × 2 × 2 mm", () => {
    const mask = read("mask.nii.gz");
    const counted = (spacing: Vec3): number => {
      const share = resample(mask, ibsiGrid(mask.grid, spacing), { interpolation: "linear", outside: "edge" });
      return share.data.filter((x) => x >= 0.5).length;
    };
    expect(counted([2, 2, 3])).toBe(29_842);
    expect(counted([2, 2, 2])).toBe(45_985);
  });
});

function noise(grid: Grid, seed: number): Volume<Float64Array> {
  const random = randomStream(seed, "noise");
  return { grid, data: Float64Array.from({ length: voxelCount(grid) }, () => 1000 * random.uniform() - 500) };
}

function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let at = 0; at < values.length; at++) sum += values[at];
  return sum / values.length;
}

function extreme(values: readonly number[], of: (a: number, b: number) => number): number {
  return values.reduce((a, b) => of(a, b));
}

/** The same places with the axes in the order k, i, j. */
function permute({ size, spacing, origin, direction: d }: Grid): Grid {
  const order = <T>([i, j, k]: readonly [T, T, T]): [T, T, T] => [k, i, j];
  return {
    size: order(size),
    spacing: order(spacing),
    origin,
    direction: [...order([d[0], d[1], d[2]]), ...order([d[3], d[4], d[5]]), ...order([d[6], d[7], d[8]])],
  };
}

function insideCentres(grid: Grid, point: Vec3): boolean {
  const { direction: d, origin, spacing, size } = grid;
  const offset = point.map((mm, axis) => mm - origin[axis]);
  // The direction is orthonormal here: its transpose is its inverse.
  return [0, 1, 2].every((axis) => {
    const index = (d[axis] * offset[0] + d[3 + axis] * offset[1] + d[6 + axis] * offset[2]) / spacing[axis];
    return index >= 0 && index <= size[axis] - 1;
  });
}
