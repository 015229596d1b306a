import { strToU8 } from "fflate";
import type { Keyword, Vr } from "./attributes.ts";
import { attributes } from "./attributes.ts";
import { DicomError } from "./dataset.ts";
import type { DicomElement } from "./write-dicom.ts";

/**
 * Attributes by the standard's keyword, as they are to be written: one value or several, the items of a sequence, or bytes.
 * Undefined means that the attribute is left out, an empty list that it is there without a value (type 2).
 */
export type DicomAttributes = { readonly [keyword in Keyword]?: DicomValue };

export type DicomValue =
  | string
  | number
  | readonly string[]
  | readonly number[]
  | Uint8Array
  | readonly DicomAttributes[];

/**
 * Attributes as elements for `writeDicom`; text as UTF-8, so that a file with more than ASCII needs the character set ISO_IR 192.
 *
 * @throws DicomError `cannot-write` if a value does not fit its value representation.
 */
export function dicomElements(values: DicomAttributes): DicomElement[] {
  const elements: DicomElement[] = [];
  for (const keyword of Object.keys(values)) {
    if (!isKeyword(keyword)) throw new DicomError("cannot-write", `"${keyword}" is no attribute that Hilum writes.`);
    const value = values[keyword];
    if (value !== undefined) elements.push(element(keyword, value));
  }
  return elements;
}

/**
 * A number as a decimal string of at most 16 characters (PS3.5, 6.2, DS): the shortest text that gives it back, or as many
 * digits as fit.
 */
export function decimalString(value: number): string {
  if (!Number.isFinite(value)) throw new DicomError("cannot-write", `${value} is no decimal number.`);
  for (let digits = 17; ; digits--) {
    const rounded = Number(value.toPrecision(digits));
    // Rounding up can leave the range of doubles.
    if (!Number.isFinite(rounded)) continue;
    for (const text of [String(rounded), rounded.toExponential()]) if (text.length <= 16) return text;
  }
}

type Many = readonly (string | number | DicomAttributes)[];

function element(keyword: Keyword, value: DicomValue): DicomElement {
  const [tag, vr] = attributes[keyword];
  if (value instanceof Uint8Array) return { tag, vr, bytes: value };
  const many: Many = typeof value === "string" || typeof value === "number" ? [value] : value;
  if (vr === "SQ")
    return { tag, vr, items: many.map((item) => dicomElements(isItem(item) ? item : misfit(keyword, vr, item))) };
  const numbers = binary[vr];
  if (numbers === undefined) return { tag, vr, bytes: strToU8(many.map((one) => text(keyword, vr, one)).join("\\")) };
  const bytes = new Uint8Array(many.length * numbers.width);
  const view = new DataView(bytes.buffer);
  many.forEach((one, n) => numbers.put(view, n * numbers.width, one));
  return { tag, vr, bytes };
}

/** How the numbers of binary value representations are stored. */
const binary: Partial<Record<Vr, { width: number; put: (view: DataView, at: number, value: Many[number]) => void }>> = {
  US: { width: 2, put: (view, at, value) => view.setUint16(at, Number(value), true) },
  SS: { width: 2, put: (view, at, value) => view.setInt16(at, Number(value), true) },
  UL: { width: 4, put: (view, at, value) => view.setUint32(at, Number(value), true) },
  SL: { width: 4, put: (view, at, value) => view.setInt32(at, Number(value), true) },
  FL: { width: 4, put: (view, at, value) => view.setFloat32(at, Number(value), true) },
  FD: { width: 8, put: (view, at, value) => view.setFloat64(at, Number(value), true) },
  /** An attribute tag is given by its keyword. */
  AT: {
    width: 4,
    put(view, at, value) {
      if (typeof value !== "string" || !isKeyword(value)) return misfit("DimensionIndexPointer", "AT", value);
      const [tag] = attributes[value];
      view.setUint16(at, Number.parseInt(tag.slice(0, 4), 16), true);
      view.setUint16(at + 2, Number.parseInt(tag.slice(4), 16), true);
      return undefined;
    },
  },
};

function text(keyword: Keyword, vr: Vr, value: Many[number]): string {
  if (typeof value === "string") return value;
  if (typeof value === "number" && vr === "DS") return decimalString(value);
  if (typeof value === "number" && vr === "IS" && Number.isInteger(value)) return String(value);
  return misfit(keyword, vr, value);
}

function isItem(value: Many[number]): value is DicomAttributes {
  return typeof value === "object";
}

function isKeyword(name: string): name is Keyword {
  return Object.hasOwn(attributes, name);
}

function misfit(keyword: Keyword, vr: Vr, value: Many[number]): never {
  const shown = typeof value === "object" ? "an item" : String(value);
  throw new DicomError("cannot-write", `${keyword} (${vr}) cannot hold ${shown}.`);
}
