import type { Vec3 } from "../volume.ts";
import { VolumeError } from "../volume.ts";
import type { StoredType } from "./stored-types.ts";
import { storedTypes } from "./stored-types.ts";

const MOST_VOXELS = 2 ** 29;
const MOST_BYTES = 2 ** 31;

/**
 * The number of voxels that a header announces, before anything is allocated for them.
 *
 * @throws VolumeError `bad-grid` if a size is no whole number above 0; `too-large` above 2^29 voxels or 2 GiB.
 */
export function checkedCount(size: Vec3, type: StoredType): number {
  if (size.some((n) => !(Number.isSafeInteger(n) && n >= 1)))
    throw new VolumeError(
      "bad-grid",
      `The header announces a size of ${size.join("×")}; whole numbers from 1 on are needed.`,
    );
  const voxels = size[0] * size[1] * size[2];
  const bytes = voxels * storedTypes[type].bytes;
  if (voxels > MOST_VOXELS || bytes > MOST_BYTES)
    throw new VolumeError(
      "too-large",
      `The header announces ${size.join("×")} voxels (${bytes} bytes); images above ${MOST_VOXELS} voxels or ${MOST_BYTES} bytes ` +
        "are not read. Crop the image first.",
    );
  return voxels;
}
