import { DicomError } from "../dataset.ts";
import type { FrameShape, RawFrame } from "./raw-frame.ts";
import { asSamples } from "./raw-frame.ts";

const HEADER_BYTES = 64;

/**
 * Decodes a frame in DICOM's run-length encoding: one segment for each byte of a sample, the most significant first.
 *
 * @throws DicomError `pixels-damaged` if the segments do not fill the frame or reach beyond the bytes.
 * @see PS3.5, annex G
 */
export function decodeRle(bytes: Uint8Array, { rows, columns, bitsAllocated }: FrameShape): RawFrame {
  const bytesPerSample = bitsAllocated / 8;
  const pixels = rows * columns;
  if (bytes.length < HEADER_BYTES) throw damaged(`it has ${bytes.length} bytes, its header alone has ${HEADER_BYTES}`);
  // A run of 128 equal bytes takes two: what cannot be filled is not even prepared.
  if (pixels * bytesPerSample > 64 * bytes.length)
    throw damaged(`${bytes.length} bytes cannot hold ${columns}×${rows} pixels of ${bitsAllocated} bits`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const segments = view.getUint32(0, true);
  if (segments !== bytesPerSample) throw damaged(`it has ${segments} segments, ${bytesPerSample} were expected`);
  const samples = new Uint8Array(pixels * bytesPerSample);
  for (let segment = 0; segment < segments; segment++) {
    const from = view.getUint32(4 + 4 * segment, true);
    const to = segment + 1 < segments ? view.getUint32(8 + 4 * segment, true) : bytes.length;
    if (from < HEADER_BYTES || from > to || to > bytes.length)
      throw damaged(`segment ${segment + 1} runs from byte ${from} to ${to} of ${bytes.length}`);
    const filled = decodeSegment(bytes, from, to, samples, bytesPerSample - 1 - segment, bytesPerSample);
    if (filled < pixels) throw damaged(`segment ${segment + 1} ends after ${filled} of ${pixels} pixels`);
  }
  return asSamples(samples, bitsAllocated);
}

/** Number of pixels that the segment gave (G.3.2). */
function decodeSegment(
  bytes: Uint8Array,
  from: number,
  to: number,
  samples: Uint8Array,
  first: number,
  step: number,
): number {
  let out = first;
  let at = from;
  while (at + 1 < to && out < samples.length) {
    const control = bytes[at++];
    if (control < 128) {
      const end = Math.min(at + control + 1, to);
      for (; at < end && out < samples.length; out += step) samples[out] = bytes[at++];
    } else if (control > 128) {
      const value = bytes[at++];
      const end = out + (257 - control) * step;
      for (; out < end && out < samples.length; out += step) samples[out] = value;
    }
  }
  return Math.floor((out - first) / step);
}

function damaged(why: string): DicomError {
  return new DicomError("pixels-damaged", `The run-length encoded frame is damaged: ${why}. Ask for another copy.`);
}
