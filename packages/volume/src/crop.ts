import { vec3 } from "./affine.ts";
import type { Box } from "./bounding-box.ts";
import type { Centroid } from "./centroid.ts";
import { movedGrid, voxelCount } from "./grid.ts";
import type { Vec3, Volume, VoxelArray } from "./volume.ts";
import { VolumeError } from "./volume.ts";
import { emptyLike } from "./voxel-array.ts";

/** A block of fixed size around a voxel, padded where it reaches beyond the image. */
export interface CropAround {
  /** The voxel in the middle (fractions are rounded); for an even size the one after the middle. */
  readonly around: Vec3 | Pick<Centroid, "index">;
  /** Voxels along each axis. */
  readonly size: Vec3;
  /** Value of the voxels beyond the image. */
  readonly outside: number;
}

/** A box, for example a lesion's, and a margin around it. */
export interface CropBox {
  readonly box: Box;
  /** Voxels added on every side, one number or one for each axis. Default: 0. */
  readonly margin?: number | Vec3;
  /** Value of the voxels beyond the image. Default: the block ends where the image ends. */
  readonly outside?: number;
}

/**
 * A block of an image on its own, smaller (or padded) grid; every voxel keeps its place in the patient.
 *
 * @throws VolumeError `bad-crop` if the block has no voxel, or (without `outside`) none inside the image.
 */
export function crop<T extends VoxelArray>(volume: Volume<T>, block: CropAround | CropBox): Volume<T> {
  const { lower, size } = "around" in block ? blockAround(block) : grownBox(volume, block);
  if (![...lower, ...size].every(Number.isInteger) || size.some((n) => n < 1))
    throw new VolumeError(
      "bad-crop",
      `The block begins at (${lower.join(", ")}) with a size of ${size.join("×")} in an image of ${volume.grid.size.join("×")}; ` +
        "at least one voxel along each axis is needed.",
    );
  const grid = movedGrid(volume.grid, lower, size);
  const data = emptyLike(volume.data, voxelCount(grid));
  if (block.outside !== undefined) data.fill(block.outside);
  const [ni, nj] = volume.grid.size;
  // Overlap of image and block, in the block's indices.
  const from = vec3((axis) => Math.max(0, -lower[axis]));
  const to = vec3((axis) => Math.min(size[axis], volume.grid.size[axis] - lower[axis]));
  if (from[0] >= to[0]) return { grid, data };
  for (let k = from[2]; k < to[2]; k++)
    for (let j = from[1]; j < to[1]; j++) {
      const row = lower[0] + ni * (lower[1] + j + nj * (lower[2] + k));
      data.set(volume.data.subarray(row + from[0], row + to[0]), from[0] + size[0] * (j + size[1] * k));
    }
  return { grid, data };
}

function blockAround({ around, size }: CropAround): Box {
  const index = "index" in around ? around.index : around;
  return { lower: vec3((axis) => Math.round(index[axis]) - Math.floor(size[axis] / 2)), size };
}

function grownBox({ grid }: Volume, { box, margin = 0, outside }: CropBox): Box {
  const sides = typeof margin === "number" ? ([margin, margin, margin] as const) : margin;
  const lower = vec3((axis) => box.lower[axis] - sides[axis]);
  const size = vec3((axis) => box.size[axis] + 2 * sides[axis]);
  if (outside !== undefined) return { lower, size };
  const first = vec3((axis) => Math.max(0, lower[axis]));
  return {
    lower: first,
    size: vec3((axis) => Math.min(grid.size[axis], lower[axis] + size[axis]) - first[axis]),
  };
}
