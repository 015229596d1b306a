import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { centroid } from "../centroid.ts";
import { readNifti } from "../nifti/index.ts";
import type { Vec3, Volume } from "../volume.ts";
import { dataFolder } from "./data-folder.ts";

const folder = join(dataFolder, "lidc_nodules");

export const nodulesFound = existsSync(join(folder, "labels.csv"));

/** A row of labels.csv, every column as text. */
export type NoduleRow = Readonly<Record<string, string>>;

export interface Nodule {
  readonly row: NoduleRow;
  readonly image: Volume;
  /** The readers' merged outline. */
  readonly reading: Volume;
}

/** The rows of labels.csv; no field of it is quoted. */
export function noduleRows(): NoduleRow[] {
  const [head, ...lines] = readFileSync(join(folder, "labels.csv"), "utf8")
    .trim()
    .split(/\r?\n/)
    .map((line) => line.split(","));
  return lines.map((fields) => Object.fromEntries(head.map((name, n) => [name, fields[n]])));
}

export function loadNodule(row: NoduleRow): Nodule {
  const read = (name: string): Volume => readNifti(readFileSync(join(folder, row.id, name)));
  return { row, image: read("image.nii.gz"), reading: read("mask.nii.gz") };
}

/** The outlined voxel nearest to the outline's centroid, the first of equals: where a reader would click. */
export function middleVoxel(reading: Volume): Vec3 {
  const { grid, data } = reading;
  const middle = centroid(reading).index;
  const [ni, nj] = grid.size;
  let best = Infinity;
  let nearest: Vec3 = [0, 0, 0];
  for (let voxel = 0; voxel < data.length; voxel++) {
    if (data[voxel] === 0) continue;
    const index: Vec3 = [voxel % ni, Math.floor(voxel / ni) % nj, Math.floor(voxel / (ni * nj))];
    const squared = index.reduce((sum, x, axis) => sum + ((x - middle[axis]) * grid.spacing[axis]) ** 2, 0);
    // The margin keeps the choice between equals free of rounding.
    if (squared < best - 1e-9) {
      best = squared;
      nearest = index;
    }
  }
  return nearest;
}
