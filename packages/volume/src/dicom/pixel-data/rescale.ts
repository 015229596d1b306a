import type { SliceHeader } from "../slice-header.ts";
import type { RawFrame } from "./raw-frame.ts";

/** What slices are decoded into; `seriesVoxelType` chooses. */
export type VoxelTarget = Int16Array | Int32Array | Float32Array | Float64Array;

/**
 * Writes the values that stored samples stand for: unused bits off, sign extended, times slope plus intercept.
 *
 * @see PS3.5, 8.1.1 (Bits Stored, High Bit, Pixel Representation); PS3.3, C.11.1.1.2 (rescale)
 */
export function rescale(samples: RawFrame, { bits, slope, intercept }: SliceHeader, target: VoxelTarget): void {
  const left = 31 - bits.high;
  const right = 32 - bits.stored;
  const count = target.length;
  // Nearly every CT: kept apart because integers are four times as fast. No sum leaves the safe range.
  if (slope === 1 && Number.isInteger(intercept)) {
    if (bits.signed) for (let i = 0; i < count; i++) target[i] = ((samples[i] << left) >> right) + intercept;
    else for (let i = 0; i < count; i++) target[i] = ((samples[i] << left) >>> right) + intercept;
    return;
  }
  if (bits.signed) for (let i = 0; i < count; i++) target[i] = ((samples[i] << left) >> right) * slope + intercept;
  else for (let i = 0; i < count; i++) target[i] = ((samples[i] << left) >>> right) * slope + intercept;
}
