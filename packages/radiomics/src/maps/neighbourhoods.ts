import type { Vec3 } from "@hilum/volume";
import type { Lesion } from "../lesion.ts";
import { planeAxes } from "../settings.ts";

/** A voxel of a lesion and those of its neighbours that belong to the lesion, as a small lesion of its own. */
export interface Neighbourhood {
  /** The voxel's place in the box of the lesion's VOI. */
  readonly at: number;
  /** With the grey levels of the whole lesion. */
  readonly lesion: Lesion;
}

/**
 * The neighbourhood of each voxel of a lesion in storage order: its lesion voxels within `radius` voxels along every axis, or along
 * those of `force2D`.
 */
export function* neighbourhoods(lesion: Lesion, radius: number): Generator<Neighbourhood> {
  const { voi, settings } = lesion;
  const [ni, nj, nk] = voi.box.size;
  const reach = [0, 1, 2].map((axis) =>
    (planeAxes(settings.force2D) as readonly number[]).includes(axis) ? radius : 0,
  );
  // The number of each voxel among those of the lesion.
  const order = new Int32Array(voi.inside.length);
  for (let at = 0, n = 0; at < order.length; at++) order[at] = voi.inside[at] ? n++ : -1;
  for (let k = 0, at = 0; k < nk; k++)
    for (let j = 0; j < nj; j++)
      for (let i = 0; i < ni; i++, at++)
        if (order[at] >= 0) {
          const lower: Vec3 = [Math.max(0, i - reach[0]), Math.max(0, j - reach[1]), Math.max(0, k - reach[2])];
          const size: Vec3 = [
            Math.min(ni - 1, i + reach[0]) - lower[0] + 1,
            Math.min(nj - 1, j + reach[1]) - lower[1] + 1,
            Math.min(nk - 1, k + reach[2]) - lower[2] + 1,
          ];
          yield { at, lesion: cutOut(lesion, order, lower, size) };
        }
}

function cutOut(
  { voi, intensities, greyLevels, settings }: Lesion,
  order: Int32Array,
  lower: Vec3,
  size: Vec3,
): Lesion {
  const [ni, nj] = voi.box.size;
  const inside = new Uint8Array(size[0] * size[1] * size[2]);
  const members: number[] = [];
  for (let k = 0, to = 0; k < size[2]; k++)
    for (let j = 0; j < size[1]; j++) {
      const row = lower[0] + ni * (lower[1] + j + nj * (lower[2] + k));
      for (let i = 0; i < size[0]; i++, to++) {
        const n = order[row + i];
        if (n < 0) continue;
        inside[to] = 1;
        members.push(n);
      }
    }
  return {
    voi: { box: { lower, size }, spacing: voi.spacing, inside, voxelCount: members.length },
    intensities: Float64Array.from(members, (n) => intensities[n]),
    greyLevels: { levels: Int32Array.from(members, (n) => greyLevels.levels[n]), count: greyLevels.count },
    settings,
  };
}
