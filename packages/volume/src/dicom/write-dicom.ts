import { strToU8 } from "fflate";
import { DicomError } from "./dataset.ts";

/** One attribute as it is written: its tag ("GGGGEEEE", hexadecimal), its value representation, and its content. */
export type DicomElement = { readonly tag: string; readonly vr: string } & (
  | {
      /** The value, already in little endian; an odd length is padded. */
      readonly bytes: Uint8Array;
    }
  | {
      /** The items of a sequence. */
      readonly items: readonly (readonly DicomElement[])[];
    }
  | {
      /** Encapsulated pixel data, the (also empty) basic offset table first (PS3.5, A.4). */
      readonly fragments: readonly Uint8Array[];
    }
);

const EXPLICIT_LITTLE_ENDIAN = "1.2.840.10008.1.2.1";
/** Root 2.25 with a fixed UUID: names the writer, never a patient. */
const IMPLEMENTATION_CLASS_UID = "2.25.254311098730842216391204763518822069127";
const IMPLEMENTATION_VERSION = "HILUM";
/** Value representations with a length of 32 bits (PS3.5, table 7.1-1). */
const longVrs = new Set(["OB", "OD", "OF", "OL", "OV", "OW", "SQ", "SV", "UC", "UN", "UR", "UT", "UV"]);
/** Value representations that are padded with zeros; text is padded with blanks. */
const zeroPadded = new Set(["OB", "OD", "OF", "OL", "OV", "OW", "UI", "UN"]);
const UNDEFINED_LENGTH = 0xffffffff;

/**
 * A DICOM file of these attributes (PS3.10, 7; explicit VR little endian): preamble, meta information made from the SOP class and
 * instance UIDs, then the attributes in order of their tags. The same attributes give the same bytes. Group lengths, and attributes of group
 * 0002 among the elements, are left out: they would describe another file.
 *
 * @param options.transferSyntax - UID written to the header; the default is explicit VR little endian, another one is for
 * encapsulated pixel data, whose syntaxes share that encoding.
 * @throws DicomError `cannot-write` if the SOP class or instance UID is missing, a tag is no tag, or a value is too long.
 */
export function writeDicom(
  elements: readonly DicomElement[],
  options: { readonly transferSyntax?: string } = {},
): Uint8Array {
  const { transferSyntax = EXPLICIT_LITTLE_ENDIAN } = options;
  const meta = concatenate(
    encode(
      [
        { tag: "00020001", vr: "OB", bytes: new Uint8Array([0, 1]) },
        { tag: "00020002", vr: "UI", bytes: required(elements, "00080016", "SOP Class UID") },
        { tag: "00020003", vr: "UI", bytes: required(elements, "00080018", "SOP Instance UID") },
        { tag: "00020010", vr: "UI", bytes: strToU8(transferSyntax) },
        { tag: "00020012", vr: "UI", bytes: strToU8(IMPLEMENTATION_CLASS_UID) },
        { tag: "00020013", vr: "SH", bytes: strToU8(IMPLEMENTATION_VERSION) },
      ],
      () => true,
    ),
  );
  const start = new Uint8Array(128 + 4 + 12);
  start.set(strToU8("DICM"), 128);
  start.set(header("00020000", "UL", 4), 132);
  new DataView(start.buffer).setUint32(140, meta.length, true);
  return concatenate([start, meta, ...encode(elements, (tag) => !tag.startsWith("0002"))]);
}

/** The pieces of a file, in order; values are not copied until the whole is put together. */
function encode(elements: readonly DicomElement[], keep: (tag: string) => boolean = () => true): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  const sorted = elements
    .map((element) => ({ element, tag: element.tag.toUpperCase() }))
    .filter(({ tag }) => !tag.endsWith("0000") && keep(tag))
    .sort((a, b) => (a.tag < b.tag ? -1 : a.tag > b.tag ? 1 : 0));
  for (const { element, tag } of sorted) {
    if ("bytes" in element) pieces.push(...encodeBytes(tag, element.vr, element.bytes));
    else if ("items" in element) {
      const items = element.items.flatMap((item) => {
        const content = encode(item);
        return [itemHeader(totalLength(content)), ...content];
      });
      pieces.push(header(tag, "SQ", totalLength(items)), ...items);
    } else {
      pieces.push(header(tag, element.vr, UNDEFINED_LENGTH));
      for (const fragment of element.fragments)
        pieces.push(itemHeader(fragment.length + (fragment.length % 2)), ...padded(fragment, 0));
      pieces.push(sequenceEnd());
    }
  }
  return pieces;
}

function encodeBytes(tag: string, vr: string, bytes: Uint8Array): Uint8Array[] {
  const length = bytes.length + (bytes.length % 2);
  // What does not fit a length of 16 bits is written as unknown (PS3.5, 6.2.2, note 5).
  const written = length > 0xfffe && !longVrs.has(vr) ? "UN" : vr;
  return [header(tag, written, length), ...padded(bytes, zeroPadded.has(vr) ? 0 : 0x20)];
}

function padded(bytes: Uint8Array, padding: number): Uint8Array[] {
  return bytes.length % 2 === 0 ? [bytes] : [bytes, new Uint8Array([padding])];
}

function header(tag: string, vr: string, length: number): Uint8Array {
  if (!/^[0-9A-F]{8}$/.test(tag) || !/^[A-Z]{2}$/.test(vr))
    throw cannotWrite(
      `An attribute has the tag "${tag}" and the VR "${vr}"; eight hexadecimal digits and two letters are needed.`,
    );
  if (length > UNDEFINED_LENGTH || (length % 2 === 1 && length !== UNDEFINED_LENGTH))
    throw cannotWrite(
      `Attribute ${tag} has ${length} bytes; DICOM allows at most 4294967294. Write fewer frames per file.`,
    );
  const bytes = new Uint8Array(longVrs.has(vr) ? 12 : 8);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, Number.parseInt(tag.slice(0, 4), 16), true);
  view.setUint16(2, Number.parseInt(tag.slice(4), 16), true);
  bytes.set(strToU8(vr), 4);
  if (longVrs.has(vr)) view.setUint32(8, length, true);
  else view.setUint16(6, length, true);
  return bytes;
}

function itemHeader(length: number): Uint8Array {
  const bytes = new Uint8Array([0xfe, 0xff, 0x00, 0xe0, 0, 0, 0, 0]);
  new DataView(bytes.buffer).setUint32(4, length, true);
  return bytes;
}

function sequenceEnd(): Uint8Array {
  return new Uint8Array([0xfe, 0xff, 0xdd, 0xe0, 0, 0, 0, 0]);
}

function required(elements: readonly DicomElement[], tag: string, name: string): Uint8Array {
  const found = elements.find((element) => element.tag === tag);
  if (found === undefined || !("bytes" in found) || found.bytes.length === 0)
    throw cannotWrite(`The file has no ${name}; every DICOM file needs one.`);
  return found.bytes;
}

function totalLength(pieces: readonly Uint8Array[]): number {
  return pieces.reduce((sum, piece) => sum + piece.length, 0);
}

function concatenate(pieces: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(totalLength(pieces));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

function cannotWrite(message: string): DicomError {
  return new DicomError("cannot-write", message);
}
