import type { Vec3 } from "../volume.ts";
import { VolumeError } from "../volume.ts";
import { storedTypes } from "../stored/stored-types.ts";
import type { StoredType } from "../stored/stored-types.ts";
import { datatypeName, refusedDatatypes } from "./datatypes.ts";

/** The first bytes of a file that are enough to say where its voxels lie, in NIfTI-1 and in NIfTI-2. */
export const HEAD_BYTES = 348;
const MOST_STORED_BYTES = 2 ** 31;
const MOST_VOXELS = 2 ** 29;

/** Where the voxels of a file lie and how they are written. */
export interface NiftiLayout {
  readonly version: 1 | 2;
  readonly littleEndian: boolean;
  readonly size: Vec3;
  readonly datatype: StoredType;
  /** Offset of the first voxel in the uncompressed file. */
  readonly voxelOffset: number;
  readonly voxelCount: number;
  /** Bytes of the whole uncompressed file. */
  readonly fileLength: number;
}

/**
 * Reads where the voxels lie, and refuses what cannot be true, before anything is allocated.
 *
 * @param head - The first `HEAD_BYTES` bytes or more, uncompressed.
 * @throws VolumeError `not-nifti`, `nifti-unsupported`, `nifti-header` or `too-large`.
 */
export function readLayout(head: Uint8Array): NiftiLayout {
  if (head.length < HEAD_BYTES)
    throw new VolumeError("not-nifti", `The file has ${head.length} bytes; a NIfTI header alone needs ${HEAD_BYTES}.`);
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const { version, littleEndian } = recognise(view);
  const two = version === 2;
  const dims = Array.from({ length: 8 }, (_, d) =>
    two ? Number(view.getBigInt64(16 + 8 * d, littleEndian)) : view.getInt16(40 + 2 * d, littleEndian),
  );
  const size = spatialSize(dims);
  const voxelCount = size[0] * size[1] * size[2];
  const datatype = knownDatatype(
    view.getInt16(two ? 12 : 70, littleEndian),
    view.getInt16(two ? 14 : 72, littleEndian),
  );
  const voxelOffset = two ? Number(view.getBigInt64(168, littleEndian)) : view.getFloat32(108, littleEndian);
  const first = two ? 544 : 352;
  if (!(Number.isInteger(voxelOffset) && voxelOffset >= first && voxelOffset < MOST_STORED_BYTES))
    throw new VolumeError(
      "nifti-header",
      `The header puts the voxels at byte ${voxelOffset}; a NIfTI-${version} file needs a whole number from ${first} on.`,
    );
  const storedBytes = voxelCount * storedTypes[datatype].bytes;
  if (storedBytes > MOST_STORED_BYTES || voxelCount > MOST_VOXELS)
    throw new VolumeError(
      "too-large",
      `The header announces ${size.join("×")} voxels (${storedBytes} bytes); images above ${MOST_VOXELS} voxels or ` +
        `${MOST_STORED_BYTES} bytes are not read. Crop the image first.`,
    );
  return { version, littleEndian, size, datatype, voxelOffset, voxelCount, fileLength: voxelOffset + storedBytes };
}

function recognise(view: DataView): { version: 1 | 2; littleEndian: boolean } {
  for (const littleEndian of [true, false]) {
    const headerSize = view.getInt32(0, littleEndian);
    if (headerSize !== 348 && headerSize !== 540) continue;
    const version = headerSize === 348 ? 1 : 2;
    const magic = text(view, version === 1 ? 344 : 4, version === 1 ? 4 : 8);
    if (magic === `n+${version}\0` || magic === "n+2\0\r\n\x1a\n") return { version, littleEndian };
    if (magic.startsWith(`ni${version}\0`))
      throw new VolumeError(
        "nifti-unsupported",
        "This is the header of a detached pair (.hdr and .img). Save the image as one file (.nii or .nii.gz) first.",
      );
    throw new VolumeError(
      "not-nifti",
      `The header size ${headerSize} is NIfTI-${version}'s, but the magic word "n+${version}" is missing ` +
        "(an Analyze 7.5 or damaged file). Save the image as .nii or .nii.gz first.",
    );
  }
  throw new VolumeError(
    "not-nifti",
    `The file begins with ${view.getInt32(0, true)}; a NIfTI file begins with its header size, 348 or 540, in either byte order.`,
  );
}

function text(view: DataView, from: number, length: number): string {
  let result = "";
  for (let i = from; i < from + length; i++) result += String.fromCharCode(view.getUint8(i));
  return result;
}

function spatialSize(dims: readonly number[]): Vec3 {
  const count = dims[0];
  if (!(count >= 1 && count <= 7))
    throw new VolumeError("nifti-header", `The header announces ${count} dimensions; a NIfTI image has 1 to 7.`);
  const used = dims.slice(1, count + 1);
  if (used.some((n) => !(n >= 1)))
    throw new VolumeError(
      "nifti-header",
      `The header announces a size of ${used.join("×")}; every dimension needs at least 1.`,
    );
  if (used.slice(3).some((n) => n !== 1))
    throw new VolumeError(
      "nifti-unsupported",
      `The image has ${count} dimensions (${used.join("×")}); one volume in space is needed. Extract one time point or channel first.`,
    );
  return [used[0], used[1] ?? 1, used[2] ?? 1];
}

function knownDatatype(code: number, bits: number): StoredType {
  const name = datatypeName(code);
  if (name === undefined) {
    const words = refusedDatatypes.get(code);
    if (words === undefined) throw new VolumeError("nifti-header", `The datatype code ${code} is not one of NIfTI's.`);
    throw new VolumeError(
      "nifti-unsupported",
      `The voxels are ${words}; one real number of up to 64 bits for each voxel is needed. Convert the image first.`,
    );
  }
  const needed = 8 * storedTypes[name].bytes;
  if (bits !== needed)
    throw new VolumeError(
      "nifti-header",
      `The header says ${bits} bits for each voxel of type ${name}, which has ${needed}.`,
    );
  return name;
}
