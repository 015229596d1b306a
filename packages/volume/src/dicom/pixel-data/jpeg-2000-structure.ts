const SOC_BYTES = 2;
const marker = { SOT: 0xff90, SOD: 0xff93 };
const TILE_PART_HEADER_BYTES = 12;

/**
 * True if the parts of a JPEG 2000 or HTJ2K codestream follow each other without gaps: the segments of the main header, then tile
 * parts, each with its own header, up to the end marker. OpenJPH 0.31 looks for the next part for ever where a length is wrong.
 *
 * @see ISO/IEC 15444-1, A.2 and A.4.2
 */
export function isWellFormedJpeg2000(bytes: Uint8Array): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = codestreamEnd(bytes);
  let at = behindSegments(view, SOC_BYTES, end, marker.SOT);
  let parts = 0;
  while (at !== undefined && at + TILE_PART_HEADER_BYTES <= end && view.getUint16(at) === marker.SOT) {
    const length = view.getUint32(at + 6);
    // Length 0 is for a last part that runs to the end marker.
    const next: number = length === 0 ? end : at + length;
    const data = behindSegments(view, at, next, marker.SOD);
    if (view.getUint16(at + 2) !== TILE_PART_HEADER_BYTES - 2 || next > end || data === undefined) return false;
    at = next;
    parts++;
  }
  return at === end && parts > 0;
}

/** Where the end marker stands; zeros that pad the fragment may follow it. */
function codestreamEnd(bytes: Uint8Array): number {
  let end = bytes.length;
  while (end > 0 && bytes[end - 1] === 0) end--;
  return end - 2;
}

/** Steps over marker segments until a marker; undefined if they do not lead there. */
function behindSegments(view: DataView, from: number, to: number, until: number): number | undefined {
  let at = from;
  while (at + 4 <= Math.min(to, view.byteLength)) {
    const code = view.getUint16(at);
    if (code === until) return at;
    const length = view.getUint16(at + 2);
    if (code < 0xff00 || length < 2) return undefined;
    at += 2 + length;
  }
  // The start of data has no length behind it, and may be all there is of an empty part.
  return at + 2 === to && view.getUint16(at) === until ? at : undefined;
}
