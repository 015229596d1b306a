import type { Volume } from "./volume.ts";
import { VolumeError } from "./volume.ts";

/** A display window in the image's unit (HU for CT). */
export interface Window {
  /** Intensity that becomes 0.5. */
  readonly level: number;
  /** From the intensity that becomes 0 to the one that becomes 1. */
  readonly width: number;
}

/**
 * Intensities on a scale from 0 (at or below the window) to 1 (at or above it); NaN becomes 0.
 *
 * @throws VolumeError `bad-window` if the width is not above 0.
 */
export function window(volume: Volume, { level, width }: Window): Volume<Float32Array> {
  if (!(width > 0 && Number.isFinite(width) && Number.isFinite(level)))
    throw new VolumeError("bad-window", `The window has level ${level} and width ${width}; a width above 0 is needed.`);
  const low = level - width / 2;
  const data = new Float32Array(volume.data.length);
  for (let at = 0; at < data.length; at++) {
    const share = (volume.data[at] - low) / width;
    // Written so that NaN fails the comparison.
    data[at] = share > 0 ? Math.min(share, 1) : 0;
  }
  return { grid: volume.grid, data };
}
