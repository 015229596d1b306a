import { DicomError } from "../dataset.ts";
import type { ParsedDicom } from "../parse-dicom.ts";
import type { FrameShape } from "./raw-frame.ts";

/**
 * The bytes of every uncompressed frame in little endian, views of the file where that is how they are stored.
 *
 * @throws DicomError `dicom-truncated` if there are fewer pixels than the header says.
 * @see PS3.5, 8.1 and annex D (samples in byte order of the transfer syntax; 8-bit samples in 16-bit words)
 */
export function nativeFrames(file: ParsedDicom, shape: FrameShape, frameCount: number): readonly Uint8Array[] {
  const { bytes, encoding } = file.source;
  const { start, end, vr } = file.pixelElement ?? { start: 0, end: 0 };
  const size = (shape.rows * shape.columns * shape.bitsAllocated) / 8;
  const available = Math.min(end, bytes.length) - start;
  if (size * frameCount > available)
    throw new DicomError(
      "dicom-truncated",
      `The pixel data have ${available} bytes, ${frameCount} ${frameCount === 1 ? "frame" : "frames"} of ` +
        `${shape.columns}×${shape.rows} pixels with ${shape.bitsAllocated} bits need ${size * frameCount}. Ask for another copy.`,
    );
  const word = encoding.littleEndian ? 1 : shape.bitsAllocated === 8 && vr === "OW" ? 2 : shape.bitsAllocated / 8;
  const whole = bytes.subarray(start, start + available);
  const ordered = word === 1 ? whole : swapped(whole, word);
  return Array.from({ length: frameCount }, (_, frame) => ordered.subarray(frame * size, (frame + 1) * size));
}

/** The bytes of every word in the other order. */
function swapped(bytes: Uint8Array, word: number): Uint8Array {
  const turned = bytes.slice();
  if (word === 2) {
    const words = new Uint16Array(turned.buffer, 0, turned.length >> 1);
    for (let n = 0; n < words.length; n++) words[n] = (words[n] << 8) | (words[n] >> 8);
  } else {
    for (let at = 0; at + word <= turned.length; at += word) turned.subarray(at, at + word).reverse();
  }
  return turned;
}
