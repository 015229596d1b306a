import { Gunzip } from "fflate";
import { crc32 } from "@hilum/numeric";
import { VolumeError } from "./volume.ts";

/** Deflate cannot do better than 258 bytes for 2 bits. */
const MOST_BYTES_PER_BYTE = 1032;
/** Input goes in pieces of this size, so that a bomb gives at most 68 MB before it is noticed. */
const PIECE = 65_536;
const FIRST_GUESS = 4;

/**
 * Inflates a gzip file whose first bytes say how long the whole must be. Memory grows with what really arrives, never with
 * what a header promises, and both checksums of every gzip member are compared.
 *
 * @param headLength - How many bytes `wholeLength` needs to see.
 * @param wholeLength - From the first `headLength` bytes, the length the whole must have; may throw a VolumeError.
 * @throws VolumeError `gzip-damaged` if the stream is broken, cut short or fails a checksum; `wrong-length` if it is longer or
 * shorter than its own header says.
 */
export function gunzip(bytes: Uint8Array, headLength: number, wholeLength: (head: Uint8Array) => number): Uint8Array {
  const sink = makeSink(bytes.length, headLength, wholeLength);
  let crc = 0;
  let memberLength = 0;
  const closeMember = (end: number): void => {
    const trailer = new DataView(bytes.buffer, bytes.byteOffset + end - 8, 8);
    if (trailer.getUint32(0, true) !== crc || trailer.getUint32(4, true) !== memberLength % 2 ** 32)
      throw damaged("the checksum at the end of the gzip data does not fit its content");
    crc = 0;
    memberLength = 0;
  };
  const stream = new Gunzip((piece) => {
    crc = crc32(piece, crc);
    memberLength += piece.length;
    sink.add(piece);
  });
  stream.onmember = closeMember;
  try {
    for (let at = 0; at < bytes.length; at += PIECE)
      stream.push(bytes.subarray(at, at + PIECE), at + PIECE >= bytes.length);
  } catch (error) {
    if (error instanceof VolumeError) throw error;
    throw damaged(error instanceof Error ? error.message : String(error), error);
  }
  if (bytes.length < 18) throw damaged(`it has only ${bytes.length} bytes, a gzip file needs at least 18`);
  closeMember(bytes.length);
  return sink.whole();
}

function makeSink(compressedLength: number, headLength: number, wholeLength: (head: Uint8Array) => number) {
  let room = new Uint8Array(headLength);
  let length = 0;
  let expected: number | undefined;

  const start = (): number => {
    const promised = wholeLength(room);
    if (promised > compressedLength * MOST_BYTES_PER_BYTE)
      throw wrongLength(
        `The header asks for ${promised} bytes, but ${compressedLength} compressed bytes cannot hold more than ` +
          `${compressedLength * MOST_BYTES_PER_BYTE}.`,
      );
    grow(Math.min(promised, Math.max(headLength, compressedLength * FIRST_GUESS)));
    return promised;
  };
  const grow = (size: number): void => {
    const larger = new Uint8Array(size);
    larger.set(room.subarray(0, length));
    room = larger;
  };
  const add = (piece: Uint8Array): void => {
    let rest = piece;
    if (expected === undefined) {
      const missing = Math.min(headLength - length, rest.length);
      room.set(rest.subarray(0, missing), length);
      length += missing;
      rest = rest.subarray(missing);
      if (length < headLength) return;
      expected = start();
    }
    const needed = length + rest.length;
    if (needed > expected)
      throw wrongLength(
        `The file holds more than the ${expected} bytes its header announces. Ask for an undamaged copy.`,
      );
    if (needed > room.length) grow(Math.min(expected, Math.max(needed, 2 * room.length)));
    room.set(rest, length);
    length = needed;
  };
  const whole = (): Uint8Array => {
    if (expected === undefined)
      throw wrongLength(`The file holds ${length} bytes after decompression; a header alone needs ${headLength}.`);
    if (length !== expected)
      throw wrongLength(`The file holds ${length} bytes, its header announces ${expected}. Ask for an undamaged copy.`);
    return room;
  };
  return { add, whole };
}

function wrongLength(message: string): VolumeError {
  return new VolumeError("wrong-length", message);
}

function damaged(why: string, cause?: unknown): VolumeError {
  return new VolumeError("gzip-damaged", `The gzip data are damaged or cut short: ${why}. Ask for an undamaged copy.`, {
    cause,
  });
}
