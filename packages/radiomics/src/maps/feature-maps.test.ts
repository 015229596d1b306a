import { randomStream } from "@hilum/numeric";
import { boundingBox, indexToPoint, pointToIndex, type Vec3, type Volume } from "@hilum/volume";
import { describe, expect, test } from "vitest";
import { extract } from "../extract.ts";
import { prepare } from "../prepare.ts";
import { preset } from "../presets.ts";
import { ellipsoid, volumeOf } from "../test/masks.ts";
import { featureMaps } from "./feature-maps.ts";
import { featureMapNames } from "./map-names.ts";

const settings = preset("pyradiomics");
const originals = featureMapNames(settings).filter((name) => name.startsWith("original_"));

/** The voxels of a mask within one step of a voxel. */
function neighbourhood(mask: Volume, at: Vec3, reach: Vec3 = [1, 1, 1]): Volume {
  const [ni, nj] = mask.grid.size;
  return {
    grid: mask.grid,
    data: Uint8Array.from(mask.data, (is, n) => {
      const index = [n % ni, Math.floor(n / ni) % nj, Math.floor(n / (ni * nj))];
      return index.every((x, axis) => Math.abs(x - at[axis]) <= reach[axis]) ? is : 0;
    }),
  };
}

function voxelsOf(mask: Volume): [at: number, index: Vec3][] {
  const [ni, nj] = mask.grid.size;
  return Array.from(mask.data.keys())
    .filter((at) => mask.data[at] === 1)
    .map((at) => [at, [at % ni, Math.floor(at / ni) % nj, Math.floor(at / (ni * nj))]]);
}

describe("every feature of every family", () => {
  // Each neighbourhood holds the lesion's lowest and highest intensity, so that its own grey levels are the lesion's.
  const random = randomStream(3, "voxels");
  const size: Vec3 = [7, 6, 5];
  const image = volumeOf(size, (index) => {
    if (index.every((n) => n % 2 === 1)) return -10;
    return index.every((n) => n % 2 === 0) ? 210 : random.integer(220) - 10;
  });
  const mask = volumeOf(size, ([i, j, k]) =>
    i > 0 && i < 6 && j > 0 && j < 5 && k > 0 && k < 4 && !(i === 4 && j === 1 && k === 3) ? 1 : 0,
  );
  const maps = [...featureMaps(image, mask, settings, originals)];

  test("a voxel's value is that of its neighbourhood by the ordinary code", () => {
    expect(maps.map(({ name }) => name)).toEqual(originals);
    expect(originals).toHaveLength(93);
    for (const [at, index] of voxelsOf(mask)) {
      const { features } = extract(image, neighbourhood(mask, index), {
        ...settings,
        families: settings.families.slice(1),
      });
      features.forEach(({ value }, n) => {
        expect(maps[n].map.data[at], maps[n].name).toBe(Math.fround(value));
      });
    }
  });

  test("maps lie on the image's grid, with the initial value outside the lesion", () => {
    for (const { map } of featureMaps(image, mask, settings, originals.slice(0, 1), { initValue: -7 })) {
      expect(map.grid).toEqual(image.grid);
      map.data.forEach((value, at) => {
        expect(value === -7).toBe(mask.data[at] === 0);
      });
    }
    expect(maps[0].map.data[0]).toBe(0);
    expect(maps[0]).toMatchObject({ voxels: 59, undefinedVoxels: 0, note: "" });
  });

  test("within planes the neighbourhood is flat", () => {
    const flat = preset("pyradiomics", { force2D: "ij" });
    const [{ map }] = featureMaps(image, mask, flat, ["original_firstorder_Mean"]);
    for (const [at, index] of voxelsOf(mask)) {
      const near = voxelsOf(neighbourhood(mask, index, [1, 1, 0]));
      expect(map.data[at]).toBeCloseTo(near.reduce((sum, [n]) => sum + image.data[n], 0) / near.length, 3);
    }
  });

  test("a radius of two voxels reaches two voxels", () => {
    const [{ map }] = featureMaps(image, mask, settings, ["original_firstorder_Median"], { kernelRadius: 2 });
    for (const [at, index] of voxelsOf(mask)) {
      const near = neighbourhood(mask, index, [2, 2, 2]);
      const [first] = extract(image, near, { ...settings, families: ["firstorder"] }).features.filter(
        ({ feature }) => feature === "Median",
      );
      expect(map.data[at]).toBe(Math.fround(first.value));
    }
  });
});

test("grey levels are counted from the lesion's lowest, not the neighbourhood's", () => {
  const image = volumeOf([10, 5, 5], ([i]) => (i < 5 ? 0 : 100));
  const [{ map }] = featureMaps(
    image,
    volumeOf([10, 5, 5], () => 1),
    settings,
    ["original_glcm_JointAverage"],
  );
  expect(map.data[2 + 10 * (2 + 5 * 2)]).toBe(1);
  // 100 HU lie four bins of 25 HU above the lesion's lowest level.
  expect(map.data[7 + 10 * (2 + 5 * 2)]).toBe(5);
});

test("on another spacing a map lies on the resampled grid, each value in its place", () => {
  const grid = { origin: [-50, 20, 7] as Vec3, direction: [0, 1, 0, -1, 0, 0, 0, 0, 1] as const };
  const straight = volumeOf([14, 15, 8], (index) => 10 * index[0] + 3 * index[1] - index[2], [0.8, 0.8, 2]);
  const image = { ...straight, grid: { ...straight.grid, ...grid } };
  const mask = { ...image, data: volumeOf([14, 15, 8], ellipsoid([7, 7, 4], [4, 4, 2])).data };
  const resampled = preset("pyradiomics", { spacing: [1, 1, 1], interpolation: "linear" });
  const [{ map, voxels }] = featureMaps(image, mask, resampled, ["original_firstorder_Mean"], {
    initValue: Number.NaN,
  });
  const prepared = prepare(image, mask, resampled, 1);
  expect(map.grid).toEqual(prepared.image.grid);
  expect(map.grid.spacing).toEqual([1, 1, 1]);
  expect(voxels).toBe(prepared.voi.voxelCount);
  const inside = Uint8Array.from(map.data, (value) => (Number.isNaN(value) ? 0 : 1));
  expect(boundingBox({ grid: map.grid, data: inside })).toEqual(prepared.voi.box);
  // A linear image: the mean of a whole neighbourhood is the value in its middle.
  const middle = pointToIndex(map.grid, indexToPoint(image.grid, [7, 7, 4])).map(Math.round);
  const point = indexToPoint(map.grid, [middle[0], middle[1], middle[2]]);
  const [i, j, k] = pointToIndex(image.grid, point);
  const [ni, nj] = map.grid.size;
  expect(map.data[middle[0] + ni * (middle[1] + nj * middle[2])]).toBeCloseTo(10 * i + 3 * j - k, 3);
});

test("filtered images have maps too, whether the settings choose them or not", () => {
  const random = randomStream(8, "noise");
  const image = volumeOf([16, 14, 12], () => Math.round(100 * random.normal()));
  const mask = volumeOf([16, 14, 12], ellipsoid([8, 7, 6], [3, 3, 2]));
  const names = ["wavelet-LLL_firstorder_Minimum", "log-sigma-2-0-mm-3D_firstorder_Minimum", "gradient_glcm_Idm"];
  const maps = [...featureMaps(image, mask, settings, names)];
  expect(maps.map(({ name }) => name)).toEqual(names);
  const lowest = voxelsOf(mask).reduce((low, [at]) => Math.min(low, maps[0].map.data[at]), Infinity);
  const all = extract(image, mask, { ...settings, imageTypes: ["wavelet"], families: ["firstorder"] }).features;
  // The smallest of all minima is the lesion's.
  expect(lowest).toBe(Math.fround(all.find((f) => f.image === "wavelet-LLL" && f.feature === "Minimum")?.value ?? NaN));
});

test("voxels without a value are NaN, counted, with a reason", () => {
  const image = volumeOf([6, 6, 6], () => 50);
  const mask = volumeOf([6, 6, 6], ellipsoid([3, 3, 3], [2, 2, 2]));
  const [{ map, voxels, undefinedVoxels, note }] = featureMaps(image, mask, settings, ["original_firstorder_Skewness"]);
  expect(undefinedVoxels).toBe(voxels);
  expect(note).toBe("all voxels have the same intensity");
  expect(voxelsOf(mask).every(([at]) => Number.isNaN(map.data[at]))).toBe(true);
});

test.each([
  [["original_shape_Sphericity"], {}, /no map original_shape_Sphericity/],
  [["original_glcm_Idmm"], {}, /no map original_glcm_Idmm/],
  [["original_glcm_Idm"], { kernelRadius: 0 }, /radius is a whole number from 1; found 0/],
])("what cannot be mapped is refused: %j %j", (names, options, message) => {
  const image = volumeOf([3, 3, 3], () => 50);
  const maps = featureMaps(
    image,
    volumeOf([3, 3, 3], () => 1),
    settings,
    names,
    options,
  );
  expect(() => maps.next()).toThrow(message);
});

test("progress grows up to the end", () => {
  const image = volumeOf([9, 9, 9], ([i]) => i);
  const mask = volumeOf([9, 9, 9], () => 1);
  const shares: number[] = [];
  const options = { onProgress: (share: number) => shares.push(share) };
  expect([...featureMaps(image, mask, settings, ["original_firstorder_Mean"], options)]).toHaveLength(1);
  expect(shares.length).toBeGreaterThan(100);
  expect(shares).toEqual(shares.toSorted((a, b) => a - b));
  expect(shares.at(-1)).toBe(1);
});
