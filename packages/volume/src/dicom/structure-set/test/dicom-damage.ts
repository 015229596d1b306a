import type { RandomStream } from "@hilum/numeric";
import { joined } from "../../../test/damage.ts";

/** A piece of a file cut out, or written twice. */
export function shuffledPiece(bytes: Uint8Array, random: RandomStream): Uint8Array {
  const from = 132 + random.integer(bytes.length - 132);
  const to = from + random.integer(Math.min(400, bytes.length - from));
  return random.integer(2) === 0
    ? joined(bytes.subarray(0, from), bytes.subarray(to))
    : joined(bytes.subarray(0, to), bytes.subarray(from));
}

/** Thousands of sequences, one within the other, in explicit VR little endian; `end` closes them (or not). */
export function nested(depth: number, tag: readonly [number, number, number, number]): Uint8Array {
  const level = [...tag, 0x53, 0x51, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xfe, 0xff, 0x00, 0xe0, 0xff, 0xff, 0xff, 0xff];
  const bytes = new Uint8Array(level.length * depth);
  for (let n = 0; n < depth; n++) bytes.set(level, n * level.length);
  return bytes;
}

/** Where the bytes of a tag (little endian) stand first, from a place on. */
export function tagPlace(bytes: Uint8Array, tag: readonly [number, number, number, number], from = 132): number {
  for (let at = from; at + 4 <= bytes.length; at++) if (tag.every((byte, n) => bytes[at + n] === byte)) return at;
  throw new Error(`The made-up file has no tag ${tag.join(" ")}.`);
}

/** The preamble and the four letters that a DICOM file begins with. */
export function magic(): Uint8Array {
  return joined(new Uint8Array(128), new Uint8Array([0x44, 0x49, 0x43, 0x4d]));
}
