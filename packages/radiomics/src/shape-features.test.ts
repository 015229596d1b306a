import type { Volume } from "@hilum/volume";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { extract } from "./extract.ts";
import { preset } from "./presets.ts";
import { byName, ellipsoid, volumeOf } from "./test/masks.ts";
import { diametersByPairs, meshByTriangles, oracleSize } from "./test/mesh-oracle.ts";

const settings = preset("pyradiomics", { families: ["shape"] });
const shapeOf = (mask: Volume) => byName(extract(mask, mask, settings).features);
const random = fc.noShrink(fc.array(fc.boolean(), { minLength: 60, maxLength: 60 }));
const randomMask = random
  .filter((bits) => bits.includes(true))
  .map((bits) => volumeOf(oracleSize, ([i, j, k]) => Number(bits[i + 3 * (j + 4 * k)]), [0.7, 1.1, 2.5]));
const ellipsoids = fc
  .tuple(fc.tuple(...radius()), fc.tuple(fc.double(axis(5, 6)), fc.double(axis(5, 6)), fc.double(axis(5, 6))))
  .map(([radii, centre]) => ellipsoid(centre, radii));

function axis(min: number, max: number) {
  return { min, max, noNaN: true };
}
function radius() {
  return [fc.double(axis(1, 5)), fc.double(axis(1, 5)), fc.double(axis(1, 5))] as const;
}

describe("shape worked by hand", () => {
  test("one voxel is an octahedron without axes", () => {
    const { features } = extract(...twice(volumeOf([3, 3, 3], ([i, j, k]) => Number(i + j + k === 0))), settings);
    expect(byName(features)).toMatchObject({
      shape_MeshVolume: expect.closeTo(1 / 6, 12),
      shape_SurfaceArea: expect.closeTo(Math.sqrt(3), 12),
      shape_VoxelVolume: 1,
      shape_Maximum3DDiameter: 1,
      shape_MajorAxisLength: 0,
      shape_Elongation: Number.NaN,
    });
    expect(features[0]).toMatchObject({ feature: "Elongation", note: "a single voxel has no principal axis" });
  });

  test("a bar of four voxels of 2 mm has the spread of four points on a line", () => {
    const bar = shapeOf(volumeOf([6, 1, 1], ([i]) => Number(i > 0 && i < 5), [2, 1, 1]));
    expect(bar["shape_MajorAxisLength"]).toBeCloseTo(4 * 2 * Math.sqrt(1.25), 12);
    expect(bar["shape_LeastAxisLength"]).toBe(0);
    expect(bar["shape_Flatness"]).toBe(0);
    expect(bar["shape_Maximum3DDiameter"]).toBe(8);
    expect(bar["shape_Maximum2DDiameterRow"]).toBe(1);
  });

  test("a mesh with holes is said to be untrustworthy, a closed one is not", () => {
    const warned = (inside: readonly number[]) => {
      const mask = volumeOf([3, 2, 2], ([i, j, k]) => Number(inside.includes(i + 3 * (j + 2 * k))));
      return extract(mask, mask, settings).diagnostics.warnings;
    };
    expect(warned([1, 3]).join()).toMatch(/holes.*MeshVolume.*VoxelVolume \(2\.0 mm³\)/);
    expect(warned([0, 1, 3, 4, 6, 7])).toEqual([]);
  });

  test("a large ball comes near the volume and the axes of a sphere", () => {
    const ball = shapeOf(volumeOf([43, 43, 43], ellipsoid([21, 21, 21], [20, 20, 20])));
    expect(ball["shape_MeshVolume"] / ((4 / 3) * Math.PI * 20 ** 3)).toBeCloseTo(1, 2);
    expect(ball["shape_MajorAxisLength"] / (4 * Math.sqrt(20 ** 2 / 5))).toBeCloseTo(1, 2);
    expect(ball["shape_Maximum3DDiameter"]).toBeCloseTo(41, 0);
  });
});

describe("laws of shape", () => {
  test("the counted mesh agrees with adding up its triangles one by one", () => {
    fc.assert(
      fc.property(randomMask, (mask) => {
        const { volume, area } = meshByTriangles(mask);
        const shape = shapeOf(mask);
        expect(shape["shape_MeshVolume"]).toBeCloseTo(volume, 9);
        expect(shape["shape_SurfaceArea"]).toBeCloseTo(area, 9);
      }),
    );
  });

  test("the diameters agree with comparing every pair of vertices", () => {
    fc.assert(
      fc.property(randomMask, (mask) => {
        const shape = shapeOf(mask);
        const names = ["2DDiameterRow", "2DDiameterColumn", "2DDiameterSlice", "3DDiameter"];
        const found = names.map((name) => shape[`shape_Maximum${name}`]);
        diametersByPairs(mask).forEach((diameter, n) => expect(found[n]).toBeCloseTo(diameter, 12));
      }),
    );
  });

  test("flips and shifts of the grid change nothing", () => {
    fc.assert(
      fc.property(ellipsoids, fc.tuple(fc.boolean(), fc.boolean(), fc.boolean()), (inside, flips) => {
        const shape = shapeOf(volumeOf([12, 12, 12], inside));
        const moved = volumeOf([16, 15, 14], (index) => {
          const [i, j, k] = index.map((at, a) => (flips[a] ? 11 - (at - 2) : at - 2));
          return Math.min(i, j, k) < 0 || Math.max(i, j, k) > 11 ? 0 : inside([i, j, k]);
        });
        for (const [name, value] of Object.entries(shapeOf(moved))) expectClose(value, shape[name]);
      }),
    );
  });

  test("twice the spacing is twice the length, four times the area and eight times the volume", () => {
    fc.assert(
      fc.property(randomMask, (mask) => {
        const doubled = { ...mask, grid: { ...mask.grid, spacing: [1.4, 2.2, 5] as const } };
        const larger = extract(doubled, doubled, settings).features;
        const powers: Record<string, number> = { mm: 1, "mm^2": 2, "mm^3": 3, "1/mm": -1, "1": 0 };
        const shape = shapeOf(mask);
        for (const { feature, value, unit } of larger)
          expectClose(value, shape[`shape_${feature}`] * 2 ** powers[unit]);
      }),
    );
  });
});

function twice(mask: Volume): [Volume, Volume] {
  return [mask, mask];
}

function expectClose(found: number, expected: number): void {
  if (Number.isNaN(expected)) expect(found).toBeNaN();
  else expect(Math.abs(found - expected)).toBeLessThanOrEqual(1e-9 * Math.max(Math.abs(expected), 1));
}
