import { gunzip } from "../gunzip.ts";
import type { Volume } from "../volume.ts";
import { VolumeError } from "../volume.ts";
import { readHeader } from "./header.ts";
import type { NiftiLayout } from "./layout.ts";
import { HEAD_BYTES, readLayout } from "./layout.ts";
import { gridOf } from "./orientation.ts";
import { decodeVoxels } from "./voxels.ts";

/**
 * The image or mask of a NIfTI file (.nii or .nii.gz, version 1 or 2, either byte order), in LPS millimetres.
 *
 * The stored type is kept when the header does not scale; scaled images and 64-bit integers become Float64Array. The sform is
 * preferred, then the qform, then the spacing alone. Memory and time are bounded by the data that are really there, not by
 * what the header promises.
 *
 * @throws VolumeError `not-nifti`, `nifti-unsupported` (detached pairs, several time points, complex, colour, float128),
 * `nifti-header` (contradictions), `nifti-affine` (sheared or without length), `wrong-length`, `gzip-damaged`, `too-large` (above
 * 2^29 voxels or 2 GiB), `value-too-large`.
 * @see https://nifti.nimh.nih.gov (nifti1.h, nifti2.h)
 */
export function readNifti(bytes: Uint8Array): Volume {
  const compressed = bytes[0] === 0x1f && bytes[1] === 0x8b;
  let file = bytes;
  let layout: NiftiLayout;
  if (compressed) {
    file = gunzip(bytes, HEAD_BYTES, (head) => readLayout(head).fileLength);
    layout = readLayout(file);
  } else {
    layout = readLayout(bytes);
    if (bytes.length !== layout.fileLength)
      throw new VolumeError(
        "wrong-length",
        `The file has ${bytes.length} bytes, its header (${layout.size.join("×")} ${layout.datatype} voxels from byte ` +
          `${layout.voxelOffset}) announces ${layout.fileLength}. Ask for an undamaged copy.`,
      );
  }
  const header = readHeader(file, layout);
  const grid = gridOf(layout.size, header);
  return { grid, data: decodeVoxels(file, layout, header.scaling) };
}

/** Bytes of a NIfTI file's beginning that `niftiLength` needs. */
export const niftiHeadBytes = HEAD_BYTES;

/**
 * How many bytes the uncompressed NIfTI file with this beginning must have, for callers that decompress it themselves and
 * want a bound.
 *
 * @param head - at least `niftiHeadBytes` uncompressed bytes.
 * @throws VolumeError as `readNifti` for a header that makes no sense.
 */
export function niftiLength(head: Uint8Array): number {
  return readLayout(head).fileLength;
}
