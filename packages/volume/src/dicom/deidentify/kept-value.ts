import { strToU8 } from "fflate";
import { latin1 } from "../character-set.ts";
import type { Element } from "../element.ts";
import type { RawDataset } from "./raw-dataset.ts";
import { rawValue } from "./raw-dataset.ts";

/** Bytes of one number in binary value representations, for the order of bytes. */
const widths: Readonly<Record<string, number>> = {
  US: 2,
  SS: 2,
  AT: 2,
  OW: 2,
  UL: 4,
  SL: 4,
  FL: 4,
  OF: 4,
  FD: 8,
  OD: 8,
};

/** What no text holds (PS3.5, 6.1.3), but for the zeros that some writers fill up with. */
// oxlint-disable-next-line no-control-regex -- these are looked for
const binary = /[\u0001-\u0008\u000b\u000e-\u001a\u001c-\u001f]|\0(?=[^\0 ])/;
const digits = new Set(strToU8("0123456789+-.eE\\ \0"));
/** Longest single value of a text, in bytes of any character set (PS3.5, table 6.2-1, four bytes a character). */
const longest: Readonly<Record<string, number>> = { CS: 16, LO: 256, PN: 960 };

/** A value as it is written in little endian; undefined where it is none of its value representation, and so might be anything. */
export function keptValue(dataset: RawDataset, element: Element, vr: string): Uint8Array | undefined {
  const bytes = rawValue(dataset, element);
  const width = widths[vr];
  if (width !== undefined)
    return bytes.length % width === 0 ? littleEndian(bytes, width, dataset.source.encoding.littleEndian) : undefined;
  if (vr === "DS" || vr === "IS") return bytes.every((byte) => digits.has(byte)) ? bytes : undefined;
  const values = latin1(bytes).split("\\");
  if (vr === "UI") return values.every((uid) => /^[\d.]{0,64}[\0 ]*$/.test(uid)) ? bytes : undefined;
  // A damaged length makes a value run on into the next attributes, whose tags are no text.
  return values.every((value) => !binary.test(value) && value.trim().length <= (longest[vr] ?? 64)) ? bytes : undefined;
}

/** The bytes of numbers in little endian; the same array where they already are. */
export function littleEndian(bytes: Uint8Array, width: number, isLittleEndian: boolean): Uint8Array {
  if (isLittleEndian || width === 1) return bytes;
  const swapped = new Uint8Array(bytes.length);
  for (let at = 0; at < bytes.length; at++) swapped[at] = bytes[at - (at % width) + width - 1 - (at % width)];
  return swapped;
}
