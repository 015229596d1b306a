import { constants, gunzipSync } from "node:zlib";
import { niftiHeadBytes, niftiLength } from "@hilum/volume/nifti";
import { nodeInflate } from "./node-inflate.ts";

/** Compressed bytes that surely hold the header, even if they hardly compress. */
const beginning = 4096;

/**
 * The content of a .nii.gz file by Node's own zlib; undefined where the file is not compressed, is damaged or goes on after its end, so that the
 * portable reader gives its verdict. Never unfolds to more than the header says.
 */
export function gunzippedNifti(bytes: Uint8Array): Uint8Array | undefined {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return undefined;
  try {
    const head = gunzipSync(bytes.subarray(0, beginning), {
      finishFlush: constants.Z_SYNC_FLUSH,
      maxOutputLength: 64 * 1024 * 1024,
    });
    return head.length < niftiHeadBytes ? undefined : nodeInflate(bytes, niftiLength(head));
  } catch {
    return undefined;
  }
}
