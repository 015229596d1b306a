import { HilumError } from "@hilum/numeric";

/** Three numbers along x, y, z (points, millimetres) or i, j, k (indices). */
export type Vec3 = readonly [number, number, number];

/** A 3x3 matrix, row-major. */
export type Mat3 = readonly [number, number, number, number, number, number, number, number, number];

/**
 * Where the voxels of a volume lie in the patient (LPS: x to the left, y to the back, z to the head; millimetres).
 *
 * The centre of voxel (i, j, k) is `origin + direction * (spacing * [i, j, k])`.
 */
export interface Grid {
  /** Number of voxels [ni, nj, nk]. */
  readonly size: Vec3;
  /** Distance between voxel centres along i, j, k in mm, positive. */
  readonly spacing: Vec3;
  /** Centre of voxel (0, 0, 0), LPS mm. */
  readonly origin: Vec3;
  /** Direction cosines, row-major; its columns are the unit vectors of the axes i, j, k in LPS. */
  readonly direction: Mat3;
}

/** The types a voxel may have; 64-bit integers become Float64 when read, float images keep their precision. */
export type VoxelArray =
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | Float32Array
  | Float64Array;

/** An image or a mask: voxels on a grid. The voxel (i, j, k) stands at `data[i + ni * (j + nj * k)]`. */
export interface Volume<T extends VoxelArray = VoxelArray> {
  readonly grid: Grid;
  readonly data: T;
}

/** Something about an image that cannot be read, or cannot be done with it. */
export class VolumeError extends HilumError {}
