import { DicomError } from "./dataset.ts";

/** How the elements of a data set are written (PS3.5, 7.1): with or without their value representation, and in which byte order. */
export interface Encoding {
  readonly explicit: boolean;
  readonly littleEndian: boolean;
}

/** Implicit VR little endian, which sequences of unknown VR use in every transfer syntax (PS3.5, 6.2.2). */
export const implicitLittleEndian: Encoding = { explicit: false, littleEndian: true };

/** Where one attribute stands in the bytes. Its value runs from `start` to `end`; delimiters lie behind it. */
export interface Element {
  /** Group and element as one number, 0x7fe00010 for pixel data. */
  readonly tag: number;
  /** The value representation as written; undefined in implicit VR. */
  readonly vr: string | undefined;
  readonly start: number;
  readonly end: number;
  /** True if the value is made of items up to a delimiter: a sequence, or compressed pixel data. */
  readonly delimited: boolean;
}

/** A file's bytes with the way its elements are written. */
export interface ElementSource {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  readonly encoding: Encoding;
}

export const tags = {
  item: 0xfffee000,
  endOfItem: 0xfffee00d,
  endOfSequence: 0xfffee0dd,
  lastBeforePixels: 0x7fe00002,
  pixelData: 0x7fe00010,
} as const;

/** The length that means "up to the delimiter". */
export const UNDEFINED_LENGTH = 0xffffffff;

/** VRs whose length has 4 bytes, after 2 reserved ones (PS3.5, table 7.1-1). */
const LONG = new Set(["OB", "OD", "OF", "OL", "OV", "OW", "SQ", "SV", "UC", "UN", "UR", "UT", "UV"]);
const SHORT = new Set("AE AS AT CS DA DS DT FD FL IS LO LT PN SH SL SS ST TM UI UL US".split(" "));

export function elementSource(bytes: Uint8Array, encoding: Encoding): ElementSource {
  return { bytes, view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), encoding };
}

/** True if two bytes name a value representation of the standard. */
export function isVr(bytes: Uint8Array, at: number): boolean {
  const vr = String.fromCharCode(bytes[at], bytes[at + 1]);
  return SHORT.has(vr) || LONG.has(vr);
}

export function tagAt({ view, encoding }: ElementSource, at: number): number {
  return view.getUint16(at, encoding.littleEndian) * 0x10000 + view.getUint16(at + 2, encoding.littleEndian);
}

/** Tag, VR, value start and stated length (possibly UNDEFINED_LENGTH) of the element at a byte. */
export interface ElementHead {
  readonly tag: number;
  readonly vr: string | undefined;
  readonly start: number;
  readonly length: number;
}

/**
 * Reads tag, VR and length of the element at a byte.
 *
 * @param to - Where the bytes that may be read end.
 * @throws DicomError `dicom-truncated`, `dicom-damaged` if no VR stands where one must.
 */
export function elementHead(source: ElementSource, at: number, to: number): ElementHead {
  const { bytes, view, encoding } = source;
  if (at + 8 > to) throw truncated(at, 8, to, "an element");
  const tag = tagAt(source, at);
  if (!encoding.explicit || tag >>> 16 === 0xfffe)
    return { tag, vr: undefined, start: at + 8, length: view.getUint32(at + 4, encoding.littleEndian) };
  const vr = String.fromCharCode(bytes[at + 4], bytes[at + 5]);
  if (SHORT.has(vr)) return { tag, vr, start: at + 8, length: view.getUint16(at + 6, encoding.littleEndian) };
  // Value representations of a later edition will have the long form too.
  if (!LONG.has(vr) && !/^[A-Z]{2}$/.test(vr))
    throw new DicomError(
      "dicom-damaged",
      `At byte ${at} the attribute ${tagName(tag)} has no value representation (found bytes ${bytes[at + 4]} and ` +
        `${bytes[at + 5]}, two letters such as "US" were expected). The file is damaged; ask for another copy.`,
    );
  if (at + 12 > to) throw truncated(at, 12, to, "an element");
  return { tag, vr, start: at + 12, length: view.getUint32(at + 8, encoding.littleEndian) };
}

/** A tag as people write it: (0020,0032). */
export function tagName(tag: number): string {
  const hex = tag.toString(16).toUpperCase().padStart(8, "0");
  return `(${hex.slice(0, 4)},${hex.slice(4)})`;
}

/** A length that reaches beyond the bytes that are there. */
export class TruncatedError extends DicomError {
  /** How many bytes the file would have to have, at least. */
  readonly length: number;

  constructor(message: string, length: number) {
    super("dicom-truncated", message);
    this.length = length;
  }
}

export function truncated(at: number, needed: number, to: number, what: string): TruncatedError {
  return new TruncatedError(
    `At byte ${at} ${what} needs ${needed} bytes, but only ${Math.max(0, to - at)} are left of the ${to} that are there. ` +
      `The file was cut short or is damaged; ask for another copy.`,
    at + needed,
  );
}
