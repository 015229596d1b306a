/** Frames of 0 and 1 as bits, one frame right behind the other, the first pixel in the lowest bit (PS3.5, 8.1.1). */
export function packBits(frames: readonly Uint8Array[]): Uint8Array {
  const count = frames.reduce((sum, frame) => sum + frame.length, 0);
  const bytes = new Uint8Array(Math.ceil(count / 8));
  let [byte, bit] = [0, 0];
  for (const frame of frames)
    for (let n = 0; n < frame.length; n++) {
      if (frame[n] !== 0) bytes[byte] |= 1 << bit;
      if (bit === 7) {
        bit = 0;
        byte++;
      } else bit++;
    }
  return bytes;
}

/** `count` pixels of 0 and 1 from a bit on. */
export function unpackBits(bytes: Uint8Array, from: number, count: number): Uint8Array {
  const pixels = new Uint8Array(count);
  const first = Math.floor(from / 8);
  const shift = from % 8;
  for (let n = 0; n < count; n++) {
    const bit = shift + n;
    pixels[n] = (bytes[first + (bit >>> 3)] >> (bit & 7)) & 1;
  }
  return pixels;
}
