import type { Vec3, Volume } from "@hilum/volume";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { volumeOf } from "../test/masks.ts";
import { laplacianOfGaussian } from "./laplacian-of-gaussian.ts";

const whole = ({ grid }: Volume) => ({ lower: [0, 0, 0], size: grid.size }) as const;
const middle = { lower: [20, 20, 20], size: [1, 1, 1] } as const;

test("a constant image has no response", () => {
  const flat = volumeOf([5, 7, 6], () => -700, [0.7, 0.7, 3]);
  for (const x of laplacianOfGaussian(flat, 2, whole(flat)).data) expect(Math.abs(x)).toBeLessThan(0.01);
});

test.each([1, 2, 3])(
  "a paraboloid's response far from the edges is its Laplacian times sigma² (sigma %i mm)",
  (sigma) => {
    const spacing: Vec3 = [1, 1, 1];
    const bowl = volumeOf([41, 41, 41], ([i, j, k]) => (i - 20) ** 2 + 2 * (j - 20) ** 2 + 3 * (k - 20) ** 2, spacing);
    const [x] = laplacianOfGaussian(bowl, sigma, middle).data;
    // Deriche's approximation of the Gaussian is good to a few parts in a thousand.
    expect(Math.abs(x / (12 * sigma * sigma) - 1)).toBeLessThan(0.01);
  },
);

test.each([1.5, 2, 4])("a bright voxel's response is the sampled kernel (sigma %d voxels)", (sigma) => {
  const point = volumeOf([41, 41, 41], ([i, j, k]) => (i === 20 && j === 20 && k === 20 ? 1e6 : 0));
  const { data } = laplacianOfGaussian(point, sigma, { lower: [20, 20, 20], size: [10, 1, 1] });
  const kernel = (r: number) =>
    (1e6 * sigma ** 2 * (r * r - 3 * sigma * sigma) * Math.exp((-r * r) / (2 * sigma * sigma))) /
    (sigma ** 4 * (Math.sqrt(2 * Math.PI) * sigma) ** 3);
  data.forEach((x, r) => expect(Math.abs(x - kernel(r))).toBeLessThan(0.02 * Math.abs(kernel(0))));
});

const small = fc
  .tuple(...[0, 1, 2].map(() => fc.integer({ min: 1, max: 6 })))
  .chain(([i, j, k]) =>
    fc
      .array(fc.integer({ min: -1000, max: 400 }), { minLength: i * j * k, maxLength: i * j * k })
      .map((values): Volume<Float64Array> =>
        volumeOf([i, j, k], ([a, b, c]) => values[a + i * (b + j * c)], [0.8, 0.8, 2]),
      ),
  );

describe("images of any size, down to one voxel", () => {
  test("have a finite response", () => {
    fc.assert(
      fc.property(small, (image) => {
        for (const sigma of [1, 5])
          expect(laplacianOfGaussian(image, sigma, whole(image)).data.every(Number.isFinite)).toBe(true);
      }),
    );
  });

  test("respond as if their edge voxels went on outside", () => {
    fc.assert(
      fc.property(small, (image) => {
        const { size } = image.grid;
        const inside = (index: number, axis: number) => Math.min(Math.max(index - 4, 0), size[axis] - 1);
        const padded = volumeOf(
          [size[0] + 8, size[1] + 8, size[2] + 8],
          ([i, j, k]) => image.data[inside(i, 0) + size[0] * (inside(j, 1) + size[1] * inside(k, 2))],
          image.grid.spacing,
        );
        const [alone, within] = [
          laplacianOfGaussian(image, 2, whole(image)),
          laplacianOfGaussian(padded, 2, { lower: [4, 4, 4], size }),
        ];
        // Single precision of intensities up to 1000, multiplied by sigma² / spacing².
        alone.data.forEach((x, at) => expect(Math.abs(x - within.data[at])).toBeLessThan(0.02));
      }),
      { numRuns: 40 },
    );
  });

  test("a part of the response is that part of the whole", () => {
    fc.assert(
      fc.property(small, (image) => {
        const [ni, nj, nk] = image.grid.size;
        const lower: Vec3 = [ni >> 1, nj >> 1, nk >> 1];
        const part = laplacianOfGaussian(image, 1, { lower, size: [1, 1, 1] });
        const at = lower[0] + ni * (lower[1] + nj * lower[2]);
        expect(part.data[0]).toBe(laplacianOfGaussian(image, 1, whole(image)).data[at]);
      }),
    );
  });
});
