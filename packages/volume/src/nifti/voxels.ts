import { decodeStored } from "../stored/decode-stored.ts";
import type { VoxelArray } from "../volume.ts";
import type { NiftiHeader } from "./header.ts";
import type { NiftiLayout } from "./layout.ts";

/**
 * The intensities of a file: in the stored type when nothing is scaled, else (and for 64-bit integers) as Float64Array.
 *
 * @param file - The whole uncompressed file, `layout.fileLength` bytes.
 * @throws VolumeError `value-too-large` if a 64-bit integer has no exact double.
 */
export function decodeVoxels(file: Uint8Array, layout: NiftiLayout, scaling: NiftiHeader["scaling"]): VoxelArray {
  const bytes = file.subarray(layout.voxelOffset, layout.fileLength);
  const values = decodeStored([{ bytes, fresh: false }], layout.datatype, layout.littleEndian);
  if (scaling === undefined) return values;
  const scaled = new Float64Array(values.length);
  for (let i = 0; i < scaled.length; i++) scaled[i] = values[i] * scaling.slope + scaling.intercept;
  return scaled;
}
