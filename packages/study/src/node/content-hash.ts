import { createHash } from "node:crypto";
import type { Volume } from "@hilum/volume";

/** SHA-256 of bytes or text, hexadecimal. */
export function contentHash(content: Uint8Array | string): string {
  return createHash("sha256").update(content).digest("hex");
}

/** SHA-256 of a plain value; the order of an object's keys does not matter. */
export function valueHash(value: unknown): string {
  return contentHash(JSON.stringify(sortedKeys(value)));
}

/**
 * SHA-256 of what an image and its mask show: grid and voxel values, never headers, names or the stored number type. The
 * same patient gives the same hash from NIfTI, compressed or not.
 */
export function lesionHash(image: Volume, mask: Volume): string {
  return voxelHashes(image, mask).inputHash;
}

/** `lesionHash`, and the hash of the image alone, which other lesions in it share. */
export function voxelHashes(image: Volume, mask: Volume): { imageHash: string; inputHash: string } {
  const hash = createHash("sha256");
  add(image);
  const imageHash = hash.copy().digest("hex");
  add(mask);
  return { imageHash, inputHash: hash.digest("hex") };

  function add({ grid, data }: Volume): void {
    hash.update(Float64Array.of(...grid.size, ...grid.spacing, ...grid.origin, ...grid.direction));
    const block = new Float64Array(65_536);
    for (let start = 0; start < data.length; start += block.length) {
      const part = data.subarray(start, start + block.length);
      block.set(part);
      hash.update(block.subarray(0, part.length));
    }
  }
}

function sortedKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortedKeys);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, item]): [string, unknown] => [key, sortedKeys(item)]);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}
