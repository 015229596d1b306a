import { gzipSync } from "fflate";
import type { Volume, VoxelArray } from "../volume.ts";
import { VolumeError } from "../volume.ts";
import { voxelArrays, voxelType } from "../voxel-array.ts";
import type { NiftiDatatype } from "./datatypes.ts";
import { storedTypes } from "../stored/stored-types.ts";
import { datatypeCodes } from "./datatypes.ts";
import { quaternionOf, sformOf } from "./orientation.ts";

const HEADER_BYTES = 352;

/** How an image is written. */
export interface WriteNiftiOptions {
  /** Compress the file (.nii.gz). Default: true. */
  readonly gzip?: boolean;
  /** Type of the stored voxels. Default: that of `volume.data`. */
  readonly datatype?: NiftiDatatype;
}

/**
 * A NIfTI-1 file (little-endian, sform and qform both set), the same bytes for the same volume on every day.
 *
 * NIfTI-1 keeps the geometry in 32-bit floats: spacing and origin come back rounded to these.
 *
 * @throws VolumeError `nifti-unwritable` if a value does not fit `datatype` exactly (floats may round to float32), or an axis has
 * more than 32,767 voxels.
 */
export function writeNifti(volume: Volume, options: WriteNiftiOptions = {}): Uint8Array {
  const { grid, data } = volume;
  if (grid.size.some((n) => n > 32_767))
    throw new VolumeError(
      "nifti-unwritable",
      `The volume has ${grid.size.join("×")} voxels; NIfTI-1 takes at most 32767 along an axis.`,
    );
  const datatype = options.datatype ?? voxelType(data);
  const [code, { bytes }] = [datatypeCodes[datatype], storedTypes[datatype]];
  const file = new Uint8Array(HEADER_BYTES + data.length * bytes);
  const view = new DataView(file.buffer);
  const int16s = (at: number, values: readonly number[]): void =>
    values.forEach((x, i) => view.setInt16(at + 2 * i, x, true));
  const floats = (at: number, values: readonly number[]): void =>
    values.forEach((x, i) => view.setFloat32(at + 4 * i, x, true));
  const { quaternion, qfac } = quaternionOf(grid.direction);
  const sform = sformOf(grid);
  view.setInt32(0, 348, true);
  int16s(40, [3, ...grid.size, 1, 1, 1, 1]);
  int16s(70, [code, 8 * bytes]);
  floats(76, [qfac, ...grid.spacing, 0, 0, 0, 0]);
  floats(108, [HEADER_BYTES, 1, 0]);
  view.setUint8(123, 2); // millimetres
  int16s(252, [1, 1]); // both frames are scanner-based
  floats(256, [...quaternion, sform[0][3], sform[1][3], sform[2][3]]);
  floats(280, sform.flat());
  file.set([0x6e, 0x2b, 0x31, 0], 344); // "n+1"
  const voxels = convert(data, datatype);
  file.set(new Uint8Array(voxels.buffer, voxels.byteOffset, voxels.byteLength), HEADER_BYTES);
  return options.gzip === false ? file : gzipSync(file, { mtime: 0 });
}

function convert(data: VoxelArray, datatype: NiftiDatatype): VoxelArray {
  if (data instanceof voxelArrays[datatype]) return data;
  const converted: VoxelArray = new voxelArrays[datatype](data);
  const floats = datatype === "float32" || datatype === "float64";
  const fits = (x: number, i: number): boolean =>
    floats ? Number.isFinite(x) === Number.isFinite(data[i]) : x === data[i];
  const wrong = converted.findIndex((x, i) => !fits(x, i));
  if (wrong >= 0)
    throw new VolumeError(
      "nifti-unwritable",
      `Voxel ${wrong} holds ${data[wrong]}, which ${datatype} cannot hold exactly. Round or window the image first, or choose another datatype.`,
    );
  return converted;
}
