import type { Keyword, Vr } from "./attributes.ts";
import { attributes } from "./attributes.ts";
import { decodeText, latin1 } from "./character-set.ts";
import type { Dataset } from "./dataset.ts";
import type { Element, ElementSource } from "./element.ts";
import { itemsOf, readElements } from "./read-elements.ts";

type Read = (view: DataView, at: number, littleEndian: boolean) => number;

/** Value representations that hold numbers in binary: bytes per number, and how to read one. */
const binary: Partial<Record<string, readonly [size: number, read: Read]>> = {
  US: [2, (view, at, little) => view.getUint16(at, little)],
  SS: [2, (view, at, little) => view.getInt16(at, little)],
  OW: [2, (view, at, little) => view.getUint16(at, little)],
  UL: [4, (view, at, little) => view.getUint32(at, little)],
  SL: [4, (view, at, little) => view.getInt32(at, little)],
  FL: [4, (view, at, little) => view.getFloat32(at, little)],
  OF: [4, (view, at, little) => view.getFloat32(at, little)],
  FD: [8, (view, at, little) => view.getFloat64(at, little)],
};
/** Text in which a backslash is a backslash, and leading blanks matter. */
const SINGLE = new Set(["LT", "ST", "UT"]);

const numericTags = new Map(Object.entries(attributes).map(([keyword, [tag]]) => [keyword, Number.parseInt(tag, 16)]));

function tagOf(keyword: Keyword): number {
  return numericTags.get(keyword) ?? 0;
}

/** The attributes between two bytes of a file as a Dataset; text is decoded and sequences are read when they are asked for. */
export class ElementDataset implements Dataset {
  private readonly source: ElementSource;
  private readonly elements: ReadonlyMap<number, Element>;
  private readonly inherited: readonly string[];
  private readonly sequences = new Map<Keyword, readonly Dataset[]>();

  constructor(source: ElementSource, elements: ReadonlyMap<number, Element>, inherited: readonly string[] = []) {
    this.source = source;
    this.elements = elements;
    this.inherited = inherited;
  }

  has(keyword: Keyword): boolean {
    const element = this.elements.get(tagOf(keyword));
    return element !== undefined && element.end > element.start;
  }

  text(keyword: Keyword): string | undefined {
    return this.texts(keyword)[0] || undefined;
  }

  texts(keyword: Keyword): readonly string[] {
    const bytes = this.bytes(keyword);
    if (bytes === undefined) return [];
    const vr = this.vr(keyword);
    const whole = decodeText(bytes, this.characterSet());
    if (SINGLE.has(vr)) return [whole.replace(/[\0 ]+$/, "")];
    const values = whole.split("\\").map(trimmed);
    return values.every((value) => value === "") ? [] : values;
  }

  number(keyword: Keyword): number | undefined {
    const value = this.numbers(keyword)[0];
    return value !== undefined && Number.isFinite(value) ? value : undefined;
  }

  numbers(keyword: Keyword): readonly number[] {
    const bytes = this.bytes(keyword);
    if (bytes === undefined) return [];
    const form = binary[this.vr(keyword)];
    if (form === undefined) {
      const whole = trimmed(latin1(bytes));
      return whole === "" ? [] : whole.split("\\").map(decimal);
    }
    const [size, read] = form;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const count = Math.floor(bytes.length / size);
    return Array.from({ length: count }, (_, n) => read(view, n * size, this.source.encoding.littleEndian));
  }

  items(keyword: Keyword): readonly Dataset[] {
    const known = this.sequences.get(keyword);
    if (known !== undefined) return known;
    const element = this.elements.get(tagOf(keyword));
    const items =
      element === undefined || attributes[keyword][1] !== "SQ"
        ? []
        : itemsOf(this.source, element).map(
            ({ source, start, end }) =>
              new ElementDataset(source, readElements(source, start, end).byTag, this.characterSet()),
          );
    this.sequences.set(keyword, items);
    return items;
  }

  bytes(keyword: Keyword): Uint8Array | undefined {
    const element = this.elements.get(tagOf(keyword));
    if (element === undefined || element.end === element.start || element.delimited) return undefined;
    return this.source.bytes.subarray(element.start, element.end);
  }

  private vr(keyword: Keyword): Vr | (string & {}) {
    const written = this.elements.get(tagOf(keyword))?.vr;
    return written === undefined || written === "UN" ? attributes[keyword][1] : written;
  }

  private characterSet(): readonly string[] {
    const element = this.elements.get(tagOf("SpecificCharacterSet"));
    if (element === undefined || element.delimited) return this.inherited;
    return latin1(this.source.bytes.subarray(element.start, element.end)).split("\\").map(trimmed);
  }
}

function trimmed(text: string): string {
  return text.replace(/^[ \0]+|[ \0\r\n]+$/g, "");
}

/** A decimal string (DS, IS); NaN for what is none, also for the empty one, which Number() would call 0. */
function decimal(text: string): number {
  const digits = trimmed(text);
  return /^[+-]?(\d|\.\d)/.test(digits) ? Number(digits) : Number.NaN;
}
