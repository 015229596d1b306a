/** The samples of one frame as they are stored, row by row: one element per pixel, sign and unused bits not yet interpreted. */
export type RawFrame = Uint8Array | Uint16Array | Int32Array;

/** How the samples of a frame are laid out (PS3.3, C.7.6.3). */
export interface FrameShape {
  readonly rows: number;
  readonly columns: number;
  /** Bits Allocated, 8, 16 or 32. */
  readonly bitsAllocated: number;
}

/** The bytes as elements of 1, 2 or 4 bytes, a view where their place in memory allows. The host is little-endian, as all are. */
export function asSamples(bytes: Uint8Array, bitsAllocated: number): RawFrame {
  if (bitsAllocated === 8) return bytes;
  const size = bitsAllocated / 8;
  const aligned = bytes.byteOffset % size === 0 ? bytes : bytes.slice();
  const count = Math.floor(bytes.length / size);
  return size === 2
    ? new Uint16Array(aligned.buffer, aligned.byteOffset, count)
    : new Int32Array(aligned.buffer, aligned.byteOffset, count);
}
