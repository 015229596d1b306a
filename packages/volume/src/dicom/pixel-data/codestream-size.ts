import { DicomError } from "../dataset.ts";
import { isWellFormedJpeg2000 } from "./jpeg-2000-structure.ts";

/** What a compressed frame says about itself. */
export interface CodestreamSize {
  readonly rows: number;
  readonly columns: number;
  readonly components: number;
  /** Bits per sample. */
  readonly precision: number;
}

/** More than any CT frame; a decoder's memory stays within 300 MB. */
const MOST_PIXELS = 2 ** 24;

/**
 * Reads the size that a frame in a format of the JPEG family claims, before any decoder sees it.
 *
 * @throws DicomError `pixels-damaged` if there is none, or if it is not the size in the DICOM header; `dicom-unsupported` for
 * colour; `too-large` above 4096x4096 pixels.
 */
export function checkedSize(
  bytes: Uint8Array,
  wanted: { readonly rows: number; readonly columns: number },
): CodestreamSize {
  const found = isJpeg2000(bytes) ? jpeg2000Size(bytes) : jpegSize(bytes);
  if (found === undefined)
    throw new DicomError(
      "pixels-damaged",
      `The compressed frame (${bytes.length} bytes) has no header that tells its size, or parts that do not fit together. Ask for another copy.`,
    );
  if (found.rows !== wanted.rows || found.columns !== wanted.columns)
    throw new DicomError(
      "pixels-damaged",
      `The compressed frame has ${found.columns}×${found.rows} pixels, the DICOM header says ${wanted.columns}×${wanted.rows}. ` +
        `Ask for another copy.`,
    );
  if (found.components !== 1)
    throw new DicomError(
      "dicom-unsupported",
      `The compressed frame has ${found.components} colour components; images with one (grey) can be read.`,
    );
  if (found.rows * found.columns > MOST_PIXELS)
    throw new DicomError(
      "too-large",
      `The compressed frame has ${found.columns}×${found.rows} pixels; up to ${MOST_PIXELS} in all (4096×4096) can be read.`,
    );
  return found;
}

function isJpeg2000(bytes: Uint8Array): boolean {
  return bytes[0] === 0xff && bytes[1] === 0x4f;
}

/** Size marker of JPEG 2000 (ISO/IEC 15444-1, A.5.1), which has to come first. */
function jpeg2000Size(bytes: Uint8Array): CodestreamSize | undefined {
  if (bytes.length < 45 || bytes[2] !== 0xff || bytes[3] !== 0x51) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const word = (n: number): number => view.getUint32(8 + 4 * n);
  const [right, bottom, left, top, tileWidth, tileHeight] = [0, 1, 2, 3, 4, 5].map(word);
  const tiles = Math.ceil(right / tileWidth) * Math.ceil(bottom / tileHeight);
  // OpenJPH 0.31 waits for ever for the rows that a thinned-out component does not have.
  if (bytes[43] !== 1 || bytes[44] !== 1) return undefined;
  // Many tiles of less than 8x8 pixels have no use, and a decoder prepares memory for each one.
  if (!(tiles <= Math.max(64, ((right - left) * (bottom - top)) / 64)) || !isWellFormedJpeg2000(bytes))
    return undefined;
  return {
    columns: right - left,
    rows: bottom - top,
    components: view.getUint16(40),
    precision: (bytes[42] & 0x7f) + 1,
  };
}

/** The frame header of JPEG, JPEG lossless and JPEG-LS (ISO/IEC 10918-1, B.2.2), behind any tables. */
function jpegSize(bytes: Uint8Array): CodestreamSize | undefined {
  if (bytes[0] !== 0xff || bytes[1] !== 0xd8) return undefined;
  for (let at = 2; at + 9 < bytes.length;) {
    if (bytes[at] !== 0xff) return undefined;
    const marker = bytes[at + 1];
    if (marker === 0xff) {
      at++;
      continue;
    }
    if (isFrameHeader(marker))
      return {
        precision: bytes[at + 4],
        rows: bytes[at + 5] * 256 + bytes[at + 6],
        columns: bytes[at + 7] * 256 + bytes[at + 8],
        components: bytes[at + 9],
      };
    at += 2 + bytes[at + 2] * 256 + bytes[at + 3];
  }
  return undefined;
}

/** SOF0 to SOF15 without DHT, JPG and DAC, which share their range; SOF55 of JPEG-LS. */
function isFrameHeader(marker: number): boolean {
  return (marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc) || marker === 0xf7;
}
