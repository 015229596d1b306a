import type { Vec3 } from "@hilum/volume";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { glcms } from "./glcm.ts";
import { gldm } from "./gldm.ts";
import { glrlms } from "./glrlm.ts";
import { glszm } from "./glszm.ts";
import { lesionOn } from "./lesion.ts";
import { ngtdm } from "./ngtdm.ts";
import { preset } from "./presets.ts";
import { RadiomicsError } from "./radiomics-error.ts";
import type { SizeMatrix } from "./size-matrix.ts";
import { volumeOf } from "./test/masks.ts";
import {
  type Counts,
  dependencesOf,
  differencesOf,
  type Levels,
  pairsAlong,
  runsAlong,
  voxelsOf,
  zonesOf,
} from "./test/texture-oracle.ts";
import { directions, type TextureBlock, textureBlock } from "./texture-block.ts";
import { cutVoi } from "./voi.ts";

/** Lesions of up to 4 x 3 x 3 voxels, with holes, gaps and missing grey levels. */
const lesions = fc
  .tuple(
    fc.array(fc.constantFrom(0, 1, 2, 2, 5, 9), { minLength: 36, maxLength: 36 }),
    fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })),
  )
  .map(([voxels, size]): Levels => ({ size, at: ([i, j, k]) => voxels[i + 4 * (j + 3 * k)] }))
  .filter((levels) => voxelsOf(levels).some((index) => levels.at(index) === 1));

const settings = preset("pyradiomics", { binWidth: 1 });

/** The lesion as an image with grey levels for intensities: bins of width 1 from 1 give them back. */
function blockOf({ size, at }: Levels): TextureBlock {
  const mask = volumeOf(size, (index) => Number(at(index) > 0));
  return textureBlock(lesionOn(volumeOf(size, at), cutVoi(mask, 1), settings));
}

function countsOf({ level, size, count }: SizeMatrix): Counts {
  return Object.fromEntries(Array.from(level, (l, n) => [`${l} ${size[n]}`, count[n]]));
}

const sum = (values: Iterable<number>) => [...values].reduce((total, x) => total + x, 0);

describe("matrices agree with slow and obvious ones on small lesions", () => {
  test("co-occurrence: every pair of voxels compared", () => {
    check((levels) => {
      const expected = directions.map((step) => pairsAlong(levels, step)).filter((pairs) => sum(Object.values(pairs)));
      const found = glcms(blockOf(levels));
      expect(found).toHaveLength(expected.length);
      found.forEach(({ levels, rows, columns, p }, n) => {
        const pairs = sum(Object.values(expected[n]));
        const counts = Array.from(p, (probability, cell) => [
          `${levels[rows[cell]]} ${levels[columns[cell]]}`,
          Math.round(probability * pairs),
        ]);
        expect(Object.fromEntries(counts)).toEqual(expected[n]);
        expect(sum(p)).toBeCloseTo(1, 12);
      });
    });
  });

  test("run lengths: every line written down and cut", () => {
    check((levels) => {
      const voxels = voxelsOf(levels);
      const lineOf = (index: Vec3, step: Vec3) =>
        voxels.filter((other) => {
          const axis = step.findIndex((x) => x !== 0);
          const steps = (other[axis] - index[axis]) * step[axis];
          return other.every((x, n) => x - index[n] === steps * step[n]);
        });
      const kept = directions.filter((step) => voxels.some((index) => lineOf(index, step).length > 1));
      const found = glrlms(blockOf(levels));
      expect(found.map(countsOf)).toEqual(kept.map((step) => runsAlong(levels, step)));
      for (const { ofSize, sizes } of found)
        expect(sum(ofSize.map((count, n) => count * sizes[n]))).toBe(voxels.length);
    });
  });

  test("size zones: labels spread until nothing changes", () => {
    check((levels) => {
      const matrix = glszm(blockOf(levels));
      expect(countsOf(matrix)).toEqual(zonesOf(levels));
      expect(sum(matrix.ofSize.map((count, n) => count * matrix.sizes[n]))).toBe(voxelsOf(levels).length);
    });
  });

  test("dependences: the equal neighbours of each voxel counted", () => {
    check((levels) => {
      const matrix = gldm(blockOf(levels));
      expect(countsOf(matrix)).toEqual(dependencesOf(levels));
      expect(matrix.total).toBe(voxelsOf(levels).length);
    });
  });

  test("differences from the neighbourhood: the neighbours of each voxel averaged", () => {
    check((levels) => {
      const { levels: found, differences, shares } = ngtdm(blockOf(levels));
      const expected = differencesOf(levels);
      expect(Array.from(found, String)).toEqual(Object.keys(expected));
      found.forEach((level, n) => expect(differences[n]).toBeCloseTo(expected[level], 12));
      expect(sum(shares)).toBeCloseTo(1, 12);
    });
  });
});

test("two voxels with a gap between them make a line of runs but no pair of neighbours", () => {
  const block = blockOf({ size: [3, 1, 1], at: ([i]) => (i === 1 ? 0 : 1) });
  expect(glcms(block)).toEqual([]);
  expect(glrlms(block).map(countsOf)).toEqual([{ "1 1": 2 }]);
});

test("bins far too narrow for the intensities are an error with the numbers", () => {
  const ramp = volumeOf([50, 50, 1], ([i, j]) => i + 50 * j);
  const mask = volumeOf([50, 50, 1], () => 1);
  const lesion = lesionOn(ramp, cutVoi(mask, 1), settings);
  expect(() => textureBlock(lesion)).toThrow(RadiomicsError);
  expect(() => textureBlock(lesion)).toThrow(/2500 different grey levels.*at most 2048.*larger binWidth/);
});

function check(law: (levels: Levels) => void): void {
  fc.assert(fc.property(lesions, law), { numRuns: 60 });
}
