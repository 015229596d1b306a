import { VolumeError } from "../volume.ts";

/** A header that contradicts itself or leaves out what is needed. */
export function metaImageError(message: string): VolumeError {
  return new VolumeError("metaimage-header", message);
}

/** A correct header for something that this reader does not read. */
export function unsupported(message: string): VolumeError {
  return new VolumeError("metaimage-unsupported", message);
}
