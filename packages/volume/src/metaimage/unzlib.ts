import { Inflate } from "fflate";
import { growingBytes } from "../growing-bytes.ts";
import { VolumeError } from "../volume.ts";

/** Deflate cannot do better than 258 bytes for 2 bits. */
const MOST_BYTES_PER_BYTE = 1032;
/** Input goes in pieces of this size, so that a bomb gives at most 68 MB before it is noticed. */
const PIECE = 65_536;

/**
 * Inflates a zlib stream (RFC 1950) of known length and compares its checksum. Memory grows with what really arrives.
 *
 * @throws VolumeError `zlib-damaged` if the stream is broken, cut short or fails its checksum; `wrong-length` if it holds more or fewer than
 * `length` bytes.
 */
export function unzlib(bytes: Uint8Array, length: number): Uint8Array {
  if (bytes.length < 6 || (bytes[0] & 15) !== 8 || (bytes[0] * 256 + bytes[1]) % 31 !== 0 || (bytes[1] & 32) !== 0)
    throw damaged(`${bytes.length} bytes do not begin like a zlib stream`);
  if (length > bytes.length * MOST_BYTES_PER_BYTE)
    throw wrongLength(`cannot hold more than ${bytes.length * MOST_BYTES_PER_BYTE}`, bytes.length, length);
  const inflated = growingBytes(4 * bytes.length, length);
  const stream = new Inflate((piece) => {
    if (!inflated.add(piece)) throw wrongLength(`hold more`, bytes.length, length);
  });
  const body = bytes.subarray(2, -4);
  try {
    for (let at = 0; at < body.length; at += PIECE)
      stream.push(body.subarray(at, at + PIECE), at + PIECE >= body.length);
  } catch (error) {
    if (error instanceof VolumeError) throw error;
    throw damaged(error instanceof Error ? error.message : String(error), error);
  }
  if (inflated.length !== length) throw wrongLength(`hold ${inflated.length}`, bytes.length, length);
  const checksum = new DataView(bytes.buffer, bytes.byteOffset + bytes.length - 4, 4).getUint32(0);
  const whole = inflated.bytes();
  if (adler32(whole) !== checksum) throw damaged("the checksum at their end does not fit their content");
  return whole;
}

/** RFC 1950, section 9; 5552 is the most bytes before the sums leave 32 bits. */
function adler32(bytes: Uint8Array): number {
  let [a, b] = [1, 0];
  for (let at = 0; at < bytes.length;) {
    const end = Math.min(at + 5552, bytes.length);
    for (; at < end; at++) {
      a += bytes[at];
      b += a;
    }
    a %= 65_521;
    b %= 65_521;
  }
  return b * 65_536 + a;
}

function damaged(why: string, cause?: unknown): VolumeError {
  return new VolumeError("zlib-damaged", `The zlib data are damaged or cut short: ${why}. Ask for an undamaged copy.`, {
    cause,
  });
}

function wrongLength(found: string, compressed: number, needed: number): VolumeError {
  return new VolumeError(
    "wrong-length",
    `The header announces ${needed} bytes; the ${compressed} compressed bytes ${found}. Ask for an undamaged copy.`,
  );
}
