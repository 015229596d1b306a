import type { VoxelArray } from "../volume.ts";
import { VolumeError } from "../volume.ts";
import { datatypes } from "./datatypes.ts";
import type { NiftiHeader } from "./header.ts";
import type { NiftiLayout } from "./layout.ts";

/**
 * The intensities of a file: in the stored type when nothing is scaled, else (and for 64-bit integers) as Float64Array.
 *
 * @param file - The whole uncompressed file, `layout.fileLength` bytes.
 * @throws VolumeError `value-too-large` if a 64-bit integer has no exact double.
 */
export function decodeVoxels(file: Uint8Array, layout: NiftiLayout, scaling: NiftiHeader["scaling"]): VoxelArray {
  const row = datatypes[layout.datatype];
  // A copy: a volume owns its voxels, whatever happens to the file's bytes; typed arrays also need an aligned start.
  const stored = new Uint8Array(layout.voxelCount * row.bytes);
  stored.set(file.subarray(layout.voxelOffset, layout.fileLength));
  if (!layout.littleEndian) reverseEach(stored, row.bytes);
  const array = row.over(stored.buffer);
  const values = array instanceof BigInt64Array || array instanceof BigUint64Array ? exactDoubles(array) : array;
  if (scaling === undefined) return values;
  const scaled = new Float64Array(values.length);
  for (let i = 0; i < scaled.length; i++) scaled[i] = values[i] * scaling.slope + scaling.intercept;
  return scaled;
}

function reverseEach(bytes: Uint8Array, width: number): void {
  if (width === 1) return;
  for (let start = 0; start < bytes.length; start += width)
    for (let low = start, high = start + width - 1; low < high; low++, high--) {
      const byte = bytes[low];
      bytes[low] = bytes[high];
      bytes[high] = byte;
    }
}

function exactDoubles(integers: BigInt64Array | BigUint64Array): Float64Array {
  const doubles = new Float64Array(integers.length);
  for (let i = 0; i < doubles.length; i++) {
    doubles[i] = Number(integers[i]);
    if (BigInt(doubles[i]) !== integers[i])
      throw new VolumeError(
        "value-too-large",
        `Voxel ${i} holds ${integers[i]}, beyond 2^53: it has no exact double. Store the image as float64 or 32-bit integers first.`,
      );
  }
  return doubles;
}
