import type { Vec3, Volume } from "./volume.ts";

/** Writes a block into an image, its first voxel at index `lower`; the block must lie inside. */
export function paste(block: Volume, into: Volume, lower: Vec3): void {
  const [bi, bj, bk] = block.grid.size;
  const [ni, nj] = into.grid.size;
  for (let k = 0; k < bk; k++)
    for (let j = 0; j < bj; j++) {
      const row = bi * (j + bj * k);
      into.data.set(block.data.subarray(row, row + bi), lower[0] + ni * (lower[1] + j + nj * (lower[2] + k)));
    }
}
