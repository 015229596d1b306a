import type { Volume } from "../volume.ts";
import { VolumeError } from "../volume.ts";

export function readOrError(read: (bytes: Uint8Array) => Volume, bytes: Uint8Array): Volume | Error {
  try {
    return read(bytes);
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** What is wrong with how a reader took a damaged file; `undefined` if nothing is. */
export function wrongOutcome(outcome: Volume | Error, mustFail: boolean): string | undefined {
  if (outcome instanceof Error) {
    if (!(outcome instanceof VolumeError)) return `threw ${outcome.name}: ${outcome.message}`;
    if (outcome.message.length > 1000) return `has a message of ${outcome.message.length} characters`;
    return /[\d"=]|gzip|zlib/.test(outcome.message) ? undefined : `says nothing of what was found: ${outcome.message}`;
  }
  if (mustFail) return "was read, though this damage must be noticed";
  const { size, spacing, origin, direction } = outcome.grid;
  if (outcome.data.length !== size[0] * size[1] * size[2])
    return `has ${outcome.data.length} voxels for ${size.join("×")}`;
  if (!spacing.every((mm) => mm > 0)) return `has the spacing ${spacing.join(", ")}`;
  return [...origin, ...direction].every(Number.isFinite) ? undefined : "lies nowhere";
}
