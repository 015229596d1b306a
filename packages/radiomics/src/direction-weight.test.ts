import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { stepLength } from "./direction-weight.ts";
import { glcms } from "./glcm.ts";
import { glrlms } from "./glrlm.ts";
import { lesionOn } from "./lesion.ts";
import { preset } from "./presets.ts";
import type { RadiomicsSettings } from "./settings.ts";
import { volumeOf } from "./test/masks.ts";
import { type Levels, pairsAlong, runsAlong, voxelsOf } from "./test/texture-oracle.ts";
import { type TextureBlock, textureBlock } from "./texture-block.ts";
import { cutVoi } from "./voi.ts";

const spacing = [0.7, 0.7, 2] as const;
const norms = ["euclidean", "manhattan", "infinity", "no_weighting"] as const;

const lesions = fc
  .array(fc.constantFrom(0, 1, 2, 2, 5), { minLength: 27, maxLength: 27 })
  .map((voxels): Levels => ({ size: [3, 3, 3], at: ([i, j, k]) => voxels[i + 3 * (j + 3 * k)] ?? 0 }))
  .filter((levels) => voxelsOf(levels).some((index) => levels.at(index) === 1));

function blockOf({ size, at }: Levels, changes: Partial<RadiomicsSettings> = {}): TextureBlock {
  const mask = volumeOf(size, (index) => Number(at(index) > 0), spacing);
  const settings = preset("pyradiomics", { binWidth: 1, ...changes });
  return textureBlock(lesionOn(volumeOf(size, at, spacing), cutVoi(mask, 1), settings));
}

test("lengths of a step in mm", () => {
  const lengths = norms.map((norm) => stepLength([1, -1, 1], spacing, norm));
  [Math.sqrt(0.98 + 4), 3.4, 2, 1].forEach((length, n) => expect(lengths[n]).toBeCloseTo(length, 12));
});

describe.each(norms)("%s", (norm) => {
  test("co-occurrence: counts of all directions add up with their weights", () => {
    fc.assert(
      fc.property(lesions, (levels) => {
        const block = blockOf(levels);
        const expected: Record<string, number> = {};
        for (const step of block.directions) {
          const weight = norm === "no_weighting" ? 1 : Math.exp(-(stepLength(step, spacing, norm) ** 2));
          for (const [pair, count] of Object.entries(pairsAlong(levels, step)))
            expected[pair] = (expected[pair] ?? 0) + weight * count;
        }
        const total = Object.values(expected).reduce((sum, x) => sum + x, 0);
        const found = glcms(block, norm);
        expect(found).toHaveLength(total > 0 ? 1 : 0);
        for (const matrix of found) {
          expect(matrix.p).toHaveLength(Object.keys(expected).length);
          matrix.p.forEach((p, cell) => {
            const pair = `${matrix.levels[matrix.rows[cell]]} ${matrix.levels[matrix.columns[cell]]}`;
            expect(p).toBeCloseTo(expected[pair] / total, 12);
          });
        }
      }),
      { numRuns: 40 },
    );
  });

  test("run lengths: counts of the directions with a line through two voxels add up with their lengths", () => {
    fc.assert(
      fc.property(lesions, (levels) => {
        const block = blockOf(levels);
        const single = glrlms(block);
        const [together] = glrlms(block, norm);
        expect(together !== undefined).toBe(single.length > 0);
        if (together === undefined || single.length < block.directions.length) return;
        const expected: Record<string, number> = {};
        for (const step of block.directions)
          for (const [run, count] of Object.entries(runsAlong(levels, step)))
            expected[run] = (expected[run] ?? 0) + stepLength(step, spacing, norm) * count;
        together.count.forEach((count, cell) =>
          expect(count).toBeCloseTo(expected[`${together.level[cell]} ${together.size[cell]}`], 9),
        );
      }),
      { numRuns: 40 },
    );
  });
});

test.each([
  ["ij", 2],
  ["ik", 1],
  ["jk", 0],
] as const)("within planes %s no direction leaves them", (force2D, across) => {
  fc.assert(
    fc.property(lesions, (levels) => {
      const { directions, offsets } = blockOf(levels, { force2D });
      expect(directions).toHaveLength(4);
      expect(offsets).toHaveLength(4);
      for (const step of directions) expect(step[across]).toBe(0);
    }),
    { numRuns: 5 },
  );
});
