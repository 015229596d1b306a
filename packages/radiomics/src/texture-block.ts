import type { Vec3 } from "@hilum/volume";
import type { Lesion } from "./lesion.ts";
import { RadiomicsError } from "./radiomics-error.ts";
import { planeAxes } from "./settings.ts";

/** The lesion's grey levels in space, as every texture matrix reads them. */
export interface TextureBlock {
  /** Grey levels that occur in the lesion, ascending. */
  readonly levels: Float64Array;
  /** The highest grey level; levels between may be missing. */
  readonly highest: number;
  /** Place of each voxel's grey level in `levels`, counted from 1; 0 outside the lesion, which one voxel of margin is too. */
  readonly ranks: Uint16Array;
  /** Where in `ranks` the lesion's voxels stand, in storage order. */
  readonly voxels: Int32Array;
  /** Voxels of the block, margin included. */
  readonly size: Vec3;
  /** Those of the 13 `directions` that are looked along. */
  readonly directions: readonly Vec3[];
  /** What to add to a voxel's place to step along each of them, above zero; subtract it to step back. */
  readonly offsets: readonly number[];
  /** mm. */
  readonly spacing: Vec3;
}

/** One of each pair of opposite directions to the 26 neighbours, as steps along (i, j, k), in PyRadiomics' order. */
export const directions: readonly Vec3[] = [1, 0, -1]
  .flatMap((k) => [1, 0, -1].flatMap((j) => [1, 0, -1].map((i): Vec3 => [i, j, k])))
  .slice(0, 13);

/** Matrices grow with the square, eigenvalues with the cube of the number of levels: above this they take minutes. */
const mostLevels = 2048;
/** Sums and differences of levels are counted one by one. */
const highestLevel = 100_000;

/** Every texture family asks for the block of the same lesion. */
const blocks = new WeakMap<Lesion, TextureBlock>();

/**
 * The lesion's grey levels with a margin of one voxel, so that no neighbour has to be looked for outside.
 *
 * @throws RadiomicsError `too-many-grey-levels` if the bins are far too narrow for the lesion's intensities.
 */
export function textureBlock(lesion: Lesion): TextureBlock {
  const known = blocks.get(lesion);
  if (known) return known;
  const block = blockOf(lesion);
  blocks.set(lesion, block);
  return block;
}

function blockOf({ voi, greyLevels, settings }: Lesion): TextureBlock {
  const present = new Uint8Array(greyLevels.count + 1);
  for (const level of greyLevels.levels) present[level] = 1;
  const rankOf = new Int32Array(present.length);
  let distinct = 0;
  for (let level = 1; level < present.length; level++) if (present[level]) rankOf[level] = ++distinct;
  if (distinct > mostLevels || greyLevels.count > highestLevel) {
    throw new RadiomicsError(
      "too-many-grey-levels",
      `The lesion has ${distinct} different grey levels, the highest is ${greyLevels.count}; texture needs at most ` +
        `${mostLevels}, none above ${highestLevel}. Set a larger binWidth, or a binCount such as 64.`,
    );
  }
  const levels = new Float64Array(distinct);
  for (let level = 1; level < present.length; level++) if (present[level]) levels[rankOf[level] - 1] = level;

  const [ni, nj, nk] = voi.box.size;
  const size: Vec3 = [ni + 2, nj + 2, nk + 2];
  const ranks = new Uint16Array(size[0] * size[1] * size[2]);
  const voxels = new Int32Array(voi.voxelCount);
  for (let k = 0, at = 0, n = 0; k < nk; k++)
    for (let j = 0; j < nj; j++)
      for (let i = 0; i < ni; i++, at++) {
        if (!voi.inside[at]) continue;
        const place = i + 1 + size[0] * (j + 1 + size[1] * (k + 1));
        ranks[place] = rankOf[greyLevels.levels[n]];
        voxels[n++] = place;
      }
  const axes: readonly number[] = planeAxes(settings.force2D);
  const along = directions.filter((step) => step.every((n, axis) => n === 0 || axes.includes(axis)));
  const offsets = along.map(([i, j, k]) => i + size[0] * (j + size[1] * k));
  return { levels, highest: greyLevels.count, ranks, voxels, size, directions: along, offsets, spacing: voi.spacing };
}
