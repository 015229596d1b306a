import { describe, expect, test } from "vitest";
import { glcms } from "./glcm.ts";
import { gldm } from "./gldm.ts";
import { glrlms } from "./glrlm.ts";
import { glszm } from "./glszm.ts";
import { lesionOn } from "./lesion.ts";
import { ngtdm } from "./ngtdm.ts";
import { prepare } from "./prepare.ts";
import { preset } from "./presets.ts";
import type { SizeMatrix } from "./size-matrix.ts";
import { pairs } from "./test/images.ts";
import { readNpy } from "./test/read-npy.ts";
import { hasData, referenceFolder, titled } from "./test/reference.ts";
import { textureBlock } from "./texture-block.ts";

const matrices = (image: string, family: string) =>
  readNpy(`${referenceFolder}/pyradiomics/matrices/${image}_${family}.npy`);

describe.skipIf(!hasData)(titled("texture matrices equal PyRadiomics'"), () => {
  describe.each(["brain1", "brain2", "breast1"])("%s", (image) => {
    const block = () => {
      const settings = preset("pyradiomics");
      const prepared = prepare(...pairs[image](), settings, 1);
      return textureBlock(lesionOn(prepared.image, prepared.voi, settings));
    };

    test("co-occurrence in each of the 13 directions, in the same order", () => {
      const { shape, values } = matrices(image, "glcm");
      const found = glcms(block());
      expect([found[0].levels.length, found[0].levels.length, found.length]).toEqual(shape);
      const dense = new Float64Array(values.length);
      found.forEach(({ levels, rows, columns, p }, direction) => {
        p.forEach((probability, cell) => {
          dense[(rows[cell] * levels.length + columns[cell]) * found.length + direction] = probability;
        });
      });
      // The same counts over the same totals.
      expect(dense).toEqual(values);
    });

    test("run lengths in each of the 13 directions, in the same order", () => {
      const { shape, values } = matrices(image, "glrlm");
      const found = glrlms(block());
      const sizes = sizesIn(found);
      expect([found[0].levels.length, sizes.length, found.length]).toEqual(shape);
      found.forEach((matrix, direction) => {
        const ofDirection = values.filter((_, n) => n % found.length === direction);
        expect(cellsOf(matrix)).toEqual(cells(ofDirection, matrix.levels, sizes));
      });
    });

    test("size zones and dependences", () => {
      for (const [family, matrix] of Object.entries({ glszm: glszm(block()), gldm: gldm(block()) })) {
        const { shape, values } = matrices(image, family);
        const sizes = sizesIn([matrix]);
        expect([matrix.levels.length, sizes.length]).toEqual(shape);
        expect(cellsOf(matrix)).toEqual(cells(values, matrix.levels, sizes));
      }
    });

    test("differences from the neighbourhood", () => {
      const { shape, values } = matrices(image, "ngtdm");
      const { levels, shares, differences, voxelCount } = ngtdm(block());
      expect([levels.length, 3]).toEqual(shape);
      levels.forEach((level, n) => {
        expect(values[3 * n]).toBeCloseTo(shares[n] * voxelCount, 9);
        expect(Math.abs(values[3 * n + 1] / differences[n] - 1)).toBeLessThan(1e-12);
        expect(values[3 * n + 2]).toBe(level);
      });
    });
  });
});

type Cell = readonly [level: number, size: number, count: number];

function cellsOf({ level, size, count }: SizeMatrix): Cell[] {
  return Array.from(level, (l, n): Cell => [l, size[n], count[n]]);
}

/** The sizes that occur, ascending: the columns of PyRadiomics' files, which do not name them. */
function sizesIn(matrices: readonly SizeMatrix[]): number[] {
  return [...new Set(matrices.flatMap(({ size }) => Array.from(size)))].sort((a, b) => a - b);
}

function cells(values: Float64Array, levels: Float64Array, sizes: readonly number[]): Cell[] {
  const columns = sizes.length;
  const all = Array.from(values, (count, n): Cell => [levels[Math.floor(n / columns)], sizes[n % columns], count]);
  return all.filter(([, , count]) => count > 0);
}
