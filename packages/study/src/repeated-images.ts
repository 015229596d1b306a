import { quoted, StudyError } from "./errors.ts";
import type { Case } from "./cohort.ts";

/** What two cases may share by their voxels, headers apart. */
export interface SeenVoxels {
  /** SHA-256 of the image's grid and voxels. */
  readonly imageHash: string;
  /** SHA-256 of those and of the mask's. */
  readonly inputHash: string;
}

/**
 * Refuses a lesion that stands in the study under two names, and an image that stands there for two patients: a copy on the
 * other side of a split would be learnt by heart. Two lesions in one image of one patient are no copy.
 *
 * @throws StudyError `duplicate-image` with both names.
 */
export function refuseRepeatedImages(cases: readonly Case[], seen: readonly SeenVoxels[]): void {
  const lesions = new Map<string, Case>();
  const images = new Map<string, Case>();
  for (const [i, item] of cases.entries()) {
    const { imageHash, inputHash } = seen[i]!;
    const twin = lesions.get(inputHash) ?? images.get(imageHash);
    if (twin && (lesions.has(inputHash) || twin.patient !== item.patient)) {
      throw new StudyError(
        "duplicate-image",
        `The cases ${quoted(twin.id)} and ${quoted(item.id)} have the same ${lesions.has(inputHash) ? "image and mask" : "image"}, voxel for ` +
          "voxel. Keep one of them, or give both the same patient if they are two lesions of one.",
      );
    }
    lesions.set(inputHash, item);
    if (!images.has(imageHash)) images.set(imageHash, item);
  }
}
