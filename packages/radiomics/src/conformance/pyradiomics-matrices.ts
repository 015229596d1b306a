import { glcms } from "../glcm.ts";
import { gldm } from "../gldm.ts";
import { glrlms } from "../glrlm.ts";
import { glszm } from "../glszm.ts";
import { lesionOn } from "../lesion.ts";
import { ngtdm } from "../ngtdm.ts";
import { prepare } from "../prepare.ts";
import { preset } from "../presets.ts";
import type { SizeMatrix } from "../size-matrix.ts";
import { type TextureBlock, textureBlock } from "../texture-block.ts";
import type { Pair } from "./pyradiomics-images.ts";
import type { NpyArray } from "./read-npy.ts";

/** The texture matrices of a lesion on its own grid, bin width 25, laid out as PyRadiomics has them. */
const matrices: Readonly<Record<string, (block: TextureBlock) => NpyArray>> = {
  glcm: (block) => {
    const found = glcms(block);
    const count = found[0]?.levels.length ?? 0;
    const values = new Float64Array(count * count * found.length);
    found.forEach(({ rows, columns, p }, direction) =>
      p.forEach((probability, cell) => {
        values[(rows[cell] * count + columns[cell]) * found.length + direction] = probability;
      }),
    );
    return { shape: [count, count, found.length], values };
  },
  glrlm: (block) => dense(glrlms(block), true),
  glszm: (block) => dense([glszm(block)], false),
  gldm: (block) => dense([gldm(block)], false),
  ngtdm: (block) => {
    const { levels, shares, differences, voxelCount } = ngtdm(block);
    const values = Array.from(levels, (level, n) => [shares[n] * voxelCount, differences[n], level]).flat();
    return { shape: [levels.length, 3], values: Float64Array.from(values) };
  },
};

/** The matrix of a family; undefined if there is none of that name. */
export function pyradiomicsMatrix({ image, mask }: Pair, family: string): NpyArray | undefined {
  if (!Object.hasOwn(matrices, family)) return undefined;
  const settings = preset("pyradiomics");
  const prepared = prepare(image, mask, settings, 1);
  return matrices[family](textureBlock(lesionOn(prepared.image, prepared.voi, settings)));
}

/** How far the farthest cell lies from its reference, relative; infinite if the shapes differ. */
export function matrixDistance(got: NpyArray, expected: NpyArray): number {
  if (got.shape.join() !== expected.shape.join()) return Infinity;
  return expected.values.reduce((worst, value, n) => {
    const apart = Math.abs(got.values[n] - value);
    return Math.max(worst, apart === 0 ? 0 : apart / Math.abs(value));
  }, 0);
}

/** Grey levels by sizes, and by matrices if there are several; only those that occur, ascending. */
function dense(found: readonly SizeMatrix[], several: boolean): NpyArray {
  const levels = found[0]?.levels ?? new Float64Array();
  const sizes = [...new Set(found.flatMap(({ size }) => Array.from(size)))].sort((a, b) => a - b);
  const values = new Float64Array(levels.length * sizes.length * found.length);
  found.forEach(({ level, size, count }, n) =>
    count.forEach((counted, cell) => {
      const place = levels.indexOf(level[cell]) * sizes.length + sizes.indexOf(size[cell]);
      values[place * found.length + n] = counted;
    }),
  );
  return { shape: [levels.length, sizes.length, ...(several ? [found.length] : [])], values };
}
