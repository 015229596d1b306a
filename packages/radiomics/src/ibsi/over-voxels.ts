import type { Vec3 } from "@hilum/volume";
import type { Voi } from "../voi.ts";

/** Visits a lesion's voxels in storage order: their index within the box, and how many came before. */
export function overVoxels({ box, inside }: Voi, visit: (index: Vec3, n: number) => void): void {
  const [ni, nj] = box.size;
  for (let at = 0, n = 0; at < inside.length; at++) {
    if (inside[at]) visit([at % ni, Math.floor(at / ni) % nj, Math.floor(at / (ni * nj))], n++);
  }
}
