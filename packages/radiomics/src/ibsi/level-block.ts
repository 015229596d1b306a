import type { Vec3 } from "@hilum/volume";
import { RadiomicsError } from "../radiomics-error.ts";
import { directions } from "../texture-block.ts";
import { requireGreyLevels } from "./discretise.ts";
import type { IbsiLesion } from "./ibsi-lesion.ts";

/** The lesion's grey levels in space, as every texture matrix reads them. */
export interface LevelBlock {
  /** Grey levels that occur in the lesion, ascending. */
  readonly levels: Float64Array;
  /** Number of grey levels of the discretisation, absent ones included. */
  readonly levelCount: number;
  /** Place of each voxel's grey level in `levels`, counted from 1; 0 outside the lesion, which one voxel of margin is too. */
  readonly ranks: Int32Array;
  /** Where in `ranks` the lesion's voxels stand, in storage order. */
  readonly voxels: Int32Array;
  /** The same, slice by slice (of constant k); slices without voxels are left out. */
  readonly slices: readonly Int32Array[];
  /** Voxels of the block, margin included. */
  readonly size: Vec3;
  /** Steps to one of each pair of opposite neighbours: the 4 within a slice, and all 13. */
  readonly inSlice: readonly number[];
  readonly inSpace: readonly number[];
}

/** Matrices grow with the square of the number of levels. */
const mostLevels = 2048;

/**
 * The lesion's grey levels with a margin of one voxel, so that no neighbour has to be looked for outside.
 *
 * @throws RadiomicsError `too-many-grey-levels` if the bins are far too narrow for the lesion's intensities, `bad-grey-level` if
 * intensities that are taken as grey levels are no whole numbers from 1.
 */
export function levelBlock({ voi, greyLevels }: IbsiLesion): LevelBlock {
  requireGreyLevels(greyLevels);
  const { levels: levelOf, count: levelCount } = greyLevels;
  const distinct = Float64Array.from(new Set(levelOf)).sort();
  if (distinct.length > mostLevels) {
    throw new RadiomicsError(
      "too-many-grey-levels",
      `The lesion has ${distinct.length} different grey levels; texture needs at most ${mostLevels}. Set a larger binWidth, or ` +
        "a binCount such as 64.",
    );
  }
  const rankOf = new Int32Array(levelCount + 1);
  for (const [n, level] of distinct.entries()) rankOf[level] = n + 1;

  const [ni, nj, nk] = voi.box.size;
  const size: Vec3 = [ni + 2, nj + 2, nk + 2];
  const ranks = new Int32Array(size[0] * size[1] * size[2]);
  const voxels = new Int32Array(voi.voxelCount);
  const slices: Int32Array[] = [];
  for (let k = 0, at = 0, n = 0; k < nk; k++) {
    const first = n;
    for (let j = 0; j < nj; j++)
      for (let i = 0; i < ni; i++, at++) {
        if (!voi.inside[at]) continue;
        const place = i + 1 + size[0] * (j + 1 + size[1] * (k + 1));
        ranks[place] = rankOf[levelOf[n]];
        voxels[n++] = place;
      }
    if (n > first) slices.push(voxels.subarray(first, n));
  }
  const step = ([i, j, k]: Vec3) => i + size[0] * (j + size[1] * k);
  return {
    levels: distinct,
    levelCount,
    ranks,
    voxels,
    slices,
    size,
    inSlice: directions.filter(([, , k]) => k === 0).map(step),
    inSpace: directions.map(step),
  };
}
