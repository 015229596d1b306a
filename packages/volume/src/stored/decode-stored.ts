import type { VoxelArray } from "../volume.ts";
import { VolumeError } from "../volume.ts";
import type { StoredType } from "./stored-types.ts";
import { storedTypes } from "./stored-types.ts";

/** Some of an image's bytes, in the order of the voxels. */
export interface StoredPart {
  readonly bytes: Uint8Array;
  /** True if the reader made these bytes itself (by decompression), so that the volume may keep them. */
  readonly fresh: boolean;
}

/**
 * The voxels in one or several parts of data, in the stored type; 64-bit integers become doubles. A volume owns its voxels: the
 * caller's bytes are copied.
 *
 * @throws VolumeError `value-too-large` if a 64-bit integer has no exact double.
 */
export function decodeStored(parts: readonly StoredPart[], type: StoredType, littleEndian: boolean): VoxelArray {
  const row = storedTypes[type];
  const stored = ownBytes(parts);
  if (!littleEndian) reverseEach(new Uint8Array(stored), row.bytes);
  const array = row.over(stored);
  return array instanceof BigInt64Array || array instanceof BigUint64Array ? exactDoubles(array) : array;
}

function ownBytes(parts: readonly StoredPart[]): ArrayBuffer {
  const [first] = parts;
  const { buffer } = first.bytes;
  if (parts.length === 1 && first.fresh && buffer instanceof ArrayBuffer && buffer.byteLength === first.bytes.length)
    return buffer;
  const whole = new Uint8Array(parts.reduce((sum, { bytes }) => sum + bytes.length, 0));
  let at = 0;
  for (const { bytes } of parts) {
    whole.set(bytes, at);
    at += bytes.length;
  }
  return whole.buffer;
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
