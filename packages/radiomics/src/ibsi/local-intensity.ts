import { cbrt } from "@hilum/numeric";
import type { Vec3 } from "@hilum/volume";
import type { IbsiLesion } from "./ibsi-lesion.ts";
import { type IbsiTable, manual, plainFamily } from "./ibsi-table.ts";

/** Radius of a sphere of 1 cm³, in mm. */
export const peakRadius = 10 * cbrt(3 / (4 * Math.PI));

interface Peaks {
  readonly local: number;
  readonly global: number;
}

const localTable = {
  localPeak: {
    ibsi: "VJGA",
    tag: "peak_loc",
    name: "Local intensity peak",
    unit: "intensity",
    of: ({ local }) => local,
  },
  globalPeak: {
    ibsi: "0F91",
    tag: "peak_glob",
    name: "Global intensity peak",
    unit: "intensity",
    of: ({ global }) => global,
  },
} satisfies IbsiTable<Peaks>;

/** Mean intensity in a sphere of 1 cm³ around voxels of the lesion; voxels outside the lesion take part. */
export const localIntensityFamily = plainFamily<Peaks>({
  name: "Local intensity",
  tag: "loc",
  ibsi: "9ST6",
  formulas: manual("local-intensity-features"),
  prepare: peaks,
  table: localTable,
});

function peaks(lesion: IbsiLesion): Peaks {
  const { voi, intensities } = lesion;
  const sphereMean = sphereMeans(lesion);
  const maximum = intensities.reduce((largest, x) => Math.max(largest, x), Number.NEGATIVE_INFINITY);
  const [ni, nj] = voi.box.size;
  const [oi, oj, ok] = voi.box.lower;
  let [local, global] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let at = 0, n = 0; at < voi.inside.length; at++) {
    if (!voi.inside[at]) continue;
    const mean = sphereMean(oi + (at % ni), oj + (Math.floor(at / ni) % nj), ok + Math.floor(at / (ni * nj)));
    if (mean > global) global = mean;
    // Of several voxels with the highest intensity the one with the highest surroundings counts.
    if (intensities[n++] === maximum && mean > local) local = mean;
  }
  return { local, global };
}

/** A sphere's voxels along i, from −reach to +reach, at each pair of steps along j and k. */
interface Row {
  readonly j: number;
  readonly k: number;
  readonly reach: number;
}

/** Mean intensity around a voxel, from sums along the rows of the image; beyond the image there is nothing. */
function sphereMeans({ image: { grid, data } }: IbsiLesion): (i: number, j: number, k: number) => number {
  const [ni, nj, nk] = grid.size;
  const rows = sphereRows(grid.spacing);
  // The sum before voxel i of a row stands at i, the sum of the whole row at ni.
  const sums = new Float64Array((ni + 1) * nj * nk);
  for (let row = 0; row < nj * nk; row++)
    for (let i = 0; i < ni; i++) sums[(ni + 1) * row + i + 1] = sums[(ni + 1) * row + i] + data[ni * row + i];
  return (i, j, k) => {
    let [total, count] = [0, 0];
    for (let r = 0; r < rows.length; r++) {
      const [y, z, reach] = [j + rows[r].j, k + rows[r].k, rows[r].reach];
      if (y < 0 || y >= nj || z < 0 || z >= nk) continue;
      const [from, to] = [Math.max(0, i - reach), Math.min(ni, i + reach + 1)];
      const start = (ni + 1) * (y + nj * z);
      total += sums[start + to] - sums[start + from];
      count += to - from;
    }
    return total / count;
  };
}

function sphereRows([si, sj, sk]: Vec3): Row[] {
  const [nj, nk] = [Math.floor(peakRadius / sj), Math.floor(peakRadius / sk)];
  const rows: Row[] = [];
  for (let k = -nk; k <= nk; k++)
    for (let j = -nj; j <= nj; j++) {
      const left = peakRadius * peakRadius - (j * sj) ** 2 - (k * sk) ** 2;
      if (left >= 0) rows.push({ j, k, reach: Math.floor(Math.sqrt(left) / si) });
    }
  return rows;
}
