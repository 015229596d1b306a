import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { Vec3, Volume } from "@hilum/volume";
import { volumeOf } from "../test/masks.ts";
import { boundaries, type Boundary } from "./boundary.ts";
import { checkIbsiFilter } from "./check-ibsi-filter.ts";
import { ibsiFilter } from "./ibsi-filter.ts";
import { bands } from "./isotropic-wavelet-filter.ts";

/** Filters whose response has a law to obey, in space. */
const filters = {
  mean: { kind: "mean", support: 3 },
  log: { kind: "log", sigma: 0.8 },
  laws: { kind: "laws", kernels: "E5L5S3" },
  energy: { kind: "laws", kernels: "L3E3R5", pooling: "average", energy: 1 },
  gabor: { kind: "gabor", sigma: 0.8, wavelength: 2, gamma: 1.5, theta: 0.4 },
  wavelet: { kind: "wavelet", wavelet: "db2", bands: "LHL", level: 2 },
  simoncelli: { kind: "simoncelli" },
  shannon: { kind: "shannon" },
  riesz: { kind: "riesz", riesz: { order: [1, 0, 1] } },
  "riesz log": { kind: "log", sigma: 0.8, riesz: { order: [0, 1, 0] } },
  aligned: { kind: "simoncelli", riesz: { order: [2, 0, 0], tensorSigma: 1 } },
} as const;
const all: ReadonlyMap<string, object> = new Map(Object.entries(filters));
const names = [...all.keys()];
const inSpace = (name: string, boundary: Boundary, changes: object = {}) => ({
  ...all.get(name),
  dimension: "3D",
  boundary,
  ...changes,
});

const noise = (size: Vec3, seed = 1): Volume<Float64Array> =>
  volumeOf(size, ([i, j, k]) => 100 * Math.sin(seed + 12.9898 * i + 78.233 * j + 37.719 * k * (1 + j)));
const at = ({ grid: { size }, data }: Volume, [i, j, k]: Vec3) => data[i + size[0] * (j + size[1] * k)];
/** The image whose voxel at an index is that of another one. */
const moved = (image: Volume, from: (index: Vec3) => Vec3) =>
  volumeOf(image.grid.size, (index) => at(image, from(index)));
const furthest = (a: Volume, b: Volume) => Math.max(...Array.from(a.data, (x, n) => Math.abs(x - b.data[n])));

test.each(names)("%s: a shifted image has the shifted response where it goes on periodically", (name) => {
  const image = noise([7, 8, 6]);
  const shift = ([i, j, k]: Vec3): Vec3 => [(i + 3) % 7, (j + 1) % 8, (k + 4) % 6];
  const settings = inSpace(name, "periodic");
  expect(furthest(ibsiFilter(moved(image, shift), settings), moved(ibsiFilter(image, settings), shift))).toBeLessThan(
    1e-9,
  );
});

test.each(names.filter((name) => !["energy", "gabor", "aligned"].includes(name)))(
  "%s: the response is linear",
  (name) => {
    const [a, b] = [noise([6, 5, 7]), noise([6, 5, 7], 2)];
    const mixed = { grid: a.grid, data: a.data.map((x, n) => 2 * x - 3 * b.data[n]) };
    for (const boundary of ["zero", "mirror"] as const) {
      const [ra, rb, rm] = [a, b, mixed].map((image) => ibsiFilter(image, inSpace(name, boundary)));
      const expected = { grid: a.grid, data: ra.data.map((x, n) => 2 * x - 3 * rb.data[n]) };
      expect(furthest(rm, expected)).toBeLessThan(1e-9);
    }
  },
);

test.each([
  ["laws", { pooling: "max" }],
  ["laws", { kernels: "L5L5E3", pooling: "average", energy: 1 }],
  ["wavelet", { pooling: "average" }],
  ["wavelet", { pooling: "max", level: 1, bands: "HLL" }],
  ["gabor", { thetaStep: Math.PI / 4, theta: 0 }],
  ["mean", {}],
  ["simoncelli", {}],
  ["aligned", {}],
] as const)("%s %j: a turned image has the turned response", (name, changes) => {
  const turns: ((index: Vec3) => Vec3)[] = [([i, j, k]) => [j, 6 - i, k], ([i, j, k]) => [i, k, 6 - j]];
  const image = noise([7, 7, 7]);
  for (const boundary of ["mirror", "zero"] as const)
    for (const turn of turns) {
      const settings = inSpace(name, boundary, changes);
      expect(furthest(ibsiFilter(moved(image, turn), settings), moved(ibsiFilter(image, settings), turn))).toBeLessThan(
        1e-9,
      );
    }
});

test.each([
  [{ kind: "mean", support: 5 }, 7],
  [{ kind: "laws", kernels: "L5L3L3" }, (7 * 16 * 4 * 4) / Math.sqrt(70 * 6 * 6)],
  [{ kind: "laws", kernels: "L5E5L5" }, 0],
  [{ kind: "wavelet", wavelet: "coif3", bands: "LLL", level: 2 }, 7 * 8],
  [{ kind: "wavelet", wavelet: "db7", bands: "LLH" }, 0],
  [{ kind: "simoncelli" }, 0],
  [{ kind: "shannon" }, 0],
] as const)("a constant image and %j", (filter, expected) => {
  const flat = volumeOf([9, 10, 8], () => 7);
  for (const boundary of ["nearest", "mirror", "periodic"] as const)
    expect(
      furthest(
        ibsiFilter(flat, { ...filter, dimension: "3D", boundary }),
        volumeOf([9, 10, 8], () => expected),
      ),
    ).toBeLessThan(1e-9);
});

/** A convolution by its definition: the sum over the kernel's places around its middle. */
function dense(image: Volume, kernel: readonly (readonly number[])[], boundary: Boundary): Volume<Float64Array> {
  const { size } = image.grid;
  const fold = boundaries[boundary];
  return volumeOf(size, (index) => {
    let sum = 0;
    for (const [a, x] of kernel[0].entries())
      for (const [b, y] of kernel[1].entries())
        for (const [c, z] of kernel[2].entries()) {
          const [i, j, k] = [a, b, c].map((n, axis) =>
            fold(index[axis] + Math.floor(kernel[axis].length / 2) - n, size[axis]),
          );
          if (i >= 0 && j >= 0 && k >= 0) sum += x * y * z * at(image, [i, j, k]);
        }
    return sum;
  });
}

test("kernels along the axes give what their product gives, beyond every kind of edge", () => {
  const [low, high] = [
    [Math.SQRT1_2, Math.SQRT1_2],
    [-Math.SQRT1_2, Math.SQRT1_2],
  ];
  const third = [1, 1, 1].map((x) => x / 3);
  const e5 = [-1, -2, 0, 2, 1].map((x) => x / Math.sqrt(10));
  const s3 = [-1, 2, -1].map((x) => x / Math.sqrt(6));
  const sizes = fc.tuple(
    fc.integer({ min: 1, max: 6 }),
    fc.integer({ min: 1, max: 5 }),
    fc.integer({ min: 1, max: 4 }),
  );
  const boundary = fc.constantFrom<Boundary>("zero", "nearest", "periodic", "mirror");
  fc.assert(
    fc.property(sizes, boundary, (size, edge) => {
      const image = noise(size);
      const check = (filter: object, kernel: readonly (readonly number[])[]) =>
        expect(furthest(ibsiFilter(image, { ...filter, boundary: edge }), dense(image, kernel, edge))).toBeLessThan(
          1e-9,
        );
      check({ kind: "mean", dimension: "3D", support: 3 }, [third, third, third]);
      check({ kind: "mean", dimension: "2D", support: 3 }, [third, third, [1]]);
      check({ kind: "laws", dimension: "3D", kernels: "E5S3E5" }, [e5, s3, e5]);
      check({ kind: "wavelet", dimension: "3D", wavelet: "haar", bands: "HLL" }, [high, low, low]);
    }),
    { numRuns: 40 },
  );
});

test("a Laplacian of a Gaussian is the sampled function, in millimetres", () => {
  const impulse = volumeOf([13, 13, 13], (index) => (index.join() === "6,6,6" ? 1 : 0), [2, 2, 2]);
  const response = ibsiFilter(impulse, { kind: "log", dimension: "3D", boundary: "zero", sigma: 2.4 });
  for (const index of [
    [6, 6, 6],
    [7, 5, 6],
    [9, 6, 8],
    [6, 6, 11],
    [6, 6, 12],
  ] as const) {
    const r2 = index.reduce((sum, n) => sum + (n - 6) ** 2, 0);
    const gaussian = Math.exp(-r2 / 2 / 1.44) / (Math.sqrt(2 * Math.PI) * 1.2) ** 3;
    const expected = index[2] === 12 ? 0 : (r2 / 1.2 ** 4 - 3 / 1.44) * gaussian;
    expect(at(response, index)).toBeCloseTo(expected, 12);
  }
});

test("Gabor's response is the modulus of the sum over the wave, also beyond the edge", () => {
  const image = noise([9, 7, 2]);
  const settings = {
    kind: "gabor",
    dimension: "2D",
    boundary: "mirror",
    sigma: 0.7,
    wavelength: 2.2,
    gamma: 0.6,
    theta: 1,
  };
  const response = ibsiFilter(image, settings);
  const reach = Math.floor((4 * 0.7) / 0.6 + 0.5);
  for (const index of [
    [0, 0, 0],
    [4, 3, 1],
    [8, 6, 1],
  ] as const) {
    let [re, im] = [0, 0];
    for (let y = -reach; y <= reach; y++)
      for (let x = -reach; x <= reach; x++) {
        const [u, v] = [x * Math.cos(1) + y * Math.sin(1), y * Math.cos(1) - x * Math.sin(1)];
        const height = Math.exp(-(u * u + 0.36 * v * v) / (2 * 0.49));
        const voxel = at(image, [boundaries.mirror(index[0] - x, 9), boundaries.mirror(index[1] - y, 7), index[2]]);
        re += voxel * height * Math.cos((2 * Math.PI * u) / 2.2);
        im += voxel * height * Math.sin((2 * Math.PI * u) / 2.2);
      }
    expect(at(response, index)).toBeCloseTo(Math.hypot(re, im), 8);
  }
});

test.each(["haar", "db2", "db5", "db10", "coif1", "coif2", "coif5"])("%s keeps the energy of an image", (wavelet) => {
  const image = noise([8, 6, 4]);
  const energy = (voxels: Float64Array) => voxels.reduce((sum, x) => sum + x * x, 0);
  const letters = ["L", "H"].flatMap((x) => ["L", "H"].flatMap((y) => ["L", "H"].map((z) => x + y + z)));
  for (const decimated of [true, false]) {
    const responses = letters.map((letter) =>
      ibsiFilter(image, { kind: "wavelet", dimension: "3D", boundary: "periodic", wavelet, bands: letter, decimated }),
    );
    const total = responses.reduce((sum, { data }) => sum + energy(data), 0);
    expect(total / energy(image.data)).toBeCloseTo(decimated ? 1 : 8, 10);
    expect(responses[0].grid.size).toEqual(decimated ? [4, 3, 2] : [8, 6, 4]);
    expect(responses[0].grid.spacing).toEqual(decimated ? [2, 2, 2] : [1, 1, 1]);
  }
});

test("neighbouring levels of Simoncelli's wavelet share every frequency, Shannon's have it to themselves", () => {
  for (const share of [0.51, 0.6, 0.75, 0.9, 1]) {
    const r = (Math.PI / 2) * share;
    expect(bands.simoncelli(r) ** 2 + bands.simoncelli(2 * r) ** 2).toBeCloseTo(1, 12);
    expect(bands.shannon(r) + bands.shannon(2 * r)).toBe(1);
  }
});

test("the components of one order of a Riesz transform together keep the energy of all but the mean", () => {
  const image = noise([9, 7, 5]);
  const mean = image.data.reduce((sum, x) => sum + x, 0) / image.data.length;
  const expected = image.data.reduce((sum, x) => sum + (x - mean) ** 2, 0);
  for (const total of [1, 2, 3]) {
    let energy = 0;
    for (let x = 0; x <= total; x++)
      for (let y = 0; x + y <= total; y++) {
        const settings = {
          kind: "riesz",
          dimension: "3D",
          boundary: "periodic",
          riesz: { order: [x, y, total - x - y] },
        };
        energy += ibsiFilter(image, settings).data.reduce((sum, value) => sum + value * value, 0);
      }
    expect(energy / expected).toBeCloseTo(1, 10);
  }
});

test("along the structure tensor an oblique wave is turned by its full phase, across it not at all", () => {
  const wave = volumeOf([15, 15, 15], ([i, j]) => Math.cos((2 * Math.PI * (3 * i + 3 * j)) / 15));
  const aligned = (order: readonly number[]) =>
    ibsiFilter(wave, { kind: "riesz", dimension: "3D", boundary: "periodic", riesz: { order, tensorSigma: 1 } });
  expect(furthest(aligned([2, 0, 0]), { grid: wave.grid, data: wave.data.map((x) => -x) })).toBeLessThan(1e-9);
  expect(furthest(aligned([0, 2, 0]), { grid: wave.grid, data: wave.data.map(() => 0) })).toBeLessThan(1e-9);
});

test.each([
  [{ kind: "median" }, /kind must be one of mean, log, .*found "median"/],
  [{}, /kind must be one of .*found nothing/],
  [{ kind: "mean", support: 4 }, /support must be an odd number of voxels; found 4/],
  [
    { kind: "mean", support: 3, size: 2 },
    /Unknown filter setting size\. Known are: kind, dimension, boundary, support/,
  ],
  [
    { kind: "mean", support: 3, boundary: "reflect" },
    /boundary must be one of zero, nearest, periodic, mirror; found "reflect"/,
  ],
  [{ kind: "log", sigma: -1 }, /sigma must be a positive width in mm; found -1/],
  [{ kind: "laws", kernels: "L5X5S5" }, /kernels must be two .* among L3, .*found "L5X5S5"/],
  [{ kind: "laws", kernels: "L5S5" }, /3D needs 3 kernels, kernels has 2/],
  [{ kind: "gabor", sigma: 1, wavelength: 1, gamma: 1, thetaStep: 1 }, /thetaStep must be a whole fraction of 2π/],
  [{ kind: "wavelet", wavelet: "db99", bands: "LLL" }, /wavelet must be one of haar, db2/],
  [{ kind: "wavelet", wavelet: "db2", bands: "LL" }, /3D needs 3 letters/],
  [{ kind: "wavelet", wavelet: "db2", bands: "LLL", decimated: true, pooling: "max" }, /set pooling to null/],
  [{ kind: "simoncelli", riesz: { order: [1, 0] } }, /3D needs 3 orders/],
  [{ kind: "simoncelli", riesz: { order: [0, 0, 0] } }, /riesz\.order must be .*found \[0,0,0\]/],
  [{ kind: "riesz", riesz: { order: [1, 1, 0], tensorSigma: 1 } }, /only hold even numbers where tensorSigma is set/],
])("%j is refused", (settings, message) => {
  expect(() => checkIbsiFilter({ dimension: "3D", boundary: "mirror", ...settings })).toThrow(message);
});

test("what is left out has the documented default", () => {
  const given = { kind: "gabor", dimension: "2D", boundary: "zero", sigma: 1, wavelength: 2, gamma: 1 };
  const defaults = { theta: 0, thetaStep: null, pooling: "average", response: "modulus" };
  expect(checkIbsiFilter(given)).toEqual({ ...given, ...defaults });
});
