import { latin1 } from "./character-set.ts";
import type { DicomFile } from "./dataset.ts";
import { DicomError } from "./dataset.ts";
import { ElementDataset } from "./element-dataset.ts";
import type { Element, ElementSource, Encoding } from "./element.ts";
import { elementHead, elementSource, implicitLittleEndian, isVr, tags, TruncatedError } from "./element.ts";
import { inflateDataset } from "./inflate-dataset.ts";
import { readElements } from "./read-elements.ts";
import { transferSyntaxes } from "./transfer-syntax.ts";

const PREAMBLE = 128;
const TRANSFER_SYNTAX = 0x00020010;
const explicitLittleEndian: Encoding = { explicit: true, littleEndian: true };
const IMPLICIT_UID = "1.2.840.10008.1.2";
const EXPLICIT_UID = "1.2.840.10008.1.2.1";

/** A file as `parseDicom` gives it: also where its pixels stand. */
export interface ParsedDicom extends DicomFile {
  /** The (inflated) bytes and how their elements are written. */
  readonly source: ElementSource;
  /** Pixel Data, Float Pixel Data or Double Float Pixel Data. */
  readonly pixelElement: Element | undefined;
}

/**
 * The attributes of a DICOM file, of any transfer syntax; also of a bare data set without the Part 10 header. Attributes written
 * with unknown VR are read by the standard's. Bytes behind the pixel data are not looked at.
 *
 * @param options.headOnly - The bytes may end anywhere within the pixel data; only the attributes before them are read.
 * @throws DicomError `not-dicom`; `dicom-truncated` (with headOnly: give more bytes); `dicom-damaged`; `dicom-nesting` beyond 64
 * sequences; `dicom-unsupported` for an unknown transfer syntax; `deflate-damaged`; `too-large` for a deflated file above 256 MiB.
 * @see PS3.10, 7; PS3.5, 7 and annex A
 */
export function parseDicom(file: Uint8Array, options: { readonly headOnly?: boolean } = {}): ParsedDicom {
  const { headOnly = false } = options;
  // Node's Buffer copies where a Uint8Array does not, and the reverse.
  const bytes = new Uint8Array(file.buffer, file.byteOffset, file.byteLength);
  const meta = readMeta(bytes);
  if (meta === undefined) return parseBare(bytes, headOnly);
  const { transferSyntax, dataSetStart, metaElements } = meta;
  const syntax = transferSyntaxes.get(transferSyntax);
  if (syntax === undefined)
    throw new DicomError(
      "dicom-unsupported",
      // What is no UID is not repeated: a damaged length makes it run on into the name of the patient.
      `The transfer syntax ${/^[\d.]{1,64}$/.test(transferSyntax) ? transferSyntax : `(${transferSyntax.length} characters, no UID)`} is not known. Convert the file to an uncompressed or common one first ` +
        `(for example gdcmconv --raw).`,
    );
  const read = (file: Uint8Array): ParsedDicom => {
    const source = elementSource(file, probed(file, dataSetStart, syntax.encoding));
    const { byTag } = readElements(source, dataSetStart, file.length, { headOnly });
    if (byTag.size === 0)
      throw new TruncatedError(
        `The file has no attributes behind its header of ${dataSetStart} bytes.`,
        file.length + 1,
      );
    return parsed(source, new Map([...metaElements, ...byTag]), transferSyntax);
  };
  if (syntax.deflated !== true) return read(bytes);
  return read(inflateDataset(bytes, dataSetStart, (soFar) => neededLength(soFar, () => read(soFar))));
}

/** True if the bytes begin like a DICOM file, with its header or as a bare data set. */
export function isDicom(bytes: Uint8Array): boolean {
  return hasMagic(bytes) || bareEncoding(bytes) !== undefined;
}

function hasMagic(bytes: Uint8Array): boolean {
  return latin1(bytes.subarray(PREAMBLE, PREAMBLE + 4)) === "DICM";
}

/** The file meta information (PS3.10, 7.1), always explicit VR little endian; undefined when the file has none. */
function readMeta(bytes: Uint8Array) {
  const bare = !hasMagic(bytes);
  if (bare && !(bytes[0] === 2 && bytes[1] === 0 && bytes.length > 8 && isVr(bytes, 4))) return undefined;
  const source = elementSource(bytes, explicitLittleEndian);
  const inMeta = (tag: number): boolean => tag >>> 16 === 2;
  const from = bare ? 0 : PREAMBLE + 4;
  const to = endOfMeta(source, from, inMeta);
  const { byTag } = readElements(source, from, to);
  const element = byTag.get(TRANSFER_SYNTAX);
  if (element === undefined)
    throw new DicomError(
      "dicom-damaged",
      `The header of the file (bytes ${from} to ${to}) does not name the transfer syntax (0002,0010). Ask for another copy.`,
    );
  const transferSyntax = latin1(bytes.subarray(element.start, element.end)).replace(/[\0 ]+$/, "");
  return { transferSyntax, dataSetStart: to, metaElements: byTag };
}

/** The first byte behind group 2. Its group length is often wrong, and the data set behind may be written in another way. */
function endOfMeta(source: ElementSource, from: number, inMeta: (tag: number) => boolean): number {
  let at = from;
  while (at + 8 <= source.bytes.length && inMeta(source.view.getUint16(at, true) * 0x10000)) {
    const { start, length } = elementHead(source, at, source.bytes.length);
    at = start + length;
  }
  return Math.min(at, source.bytes.length);
}

/** Some writers announce explicit VR and write implicit, or the reverse: the first element tells. */
function probed(bytes: Uint8Array, start: number, announced: Encoding): Encoding {
  if (!announced.littleEndian || start + 8 > bytes.length) return announced;
  return isVr(bytes, start + 4) ? explicitLittleEndian : implicitLittleEndian;
}

function parseBare(bytes: Uint8Array, headOnly: boolean): ParsedDicom {
  const encoding = bareEncoding(bytes);
  if (encoding === undefined)
    throw new DicomError(
      "not-dicom",
      `The file (${bytes.length} bytes) is no DICOM file: "DICM" does not stand at byte ${PREAMBLE}, and it does not begin ` +
        `with attributes of group 0008 either.`,
    );
  const source = elementSource(bytes, encoding);
  const { byTag } = readElements(source, 0, bytes.length, { headOnly });
  return parsed(source, byTag, encoding.explicit ? EXPLICIT_UID : IMPLICIT_UID);
}

/** How a bare data set is written, judged by its first elements: of group 8, in rising order, of sensible length. */
function bareEncoding(bytes: Uint8Array): Encoding | undefined {
  if (bytes.length < 32 || bytes[0] !== 8 || bytes[1] !== 0) return undefined;
  const encoding = isVr(bytes, 4) ? explicitLittleEndian : implicitLittleEndian;
  const source = elementSource(bytes, encoding);
  let at = 0;
  let previous = 0;
  for (let n = 0; n < 3; n++) {
    if (at + 12 > bytes.length) return undefined;
    if (encoding.explicit && !isVr(bytes, at + 4)) return undefined;
    const { tag, start, length } = elementHead(source, at, bytes.length);
    if (tag <= previous || tag >>> 16 !== 8 || length > 1024) return undefined;
    previous = tag;
    at = start + length;
  }
  return encoding;
}

function parsed(source: ElementSource, elements: ReadonlyMap<number, Element>, transferSyntax: string): ParsedDicom {
  return { dataset: new ElementDataset(source, elements), transferSyntax, source, pixelElement: pixelsOf(elements) };
}

function pixelsOf(elements: ReadonlyMap<number, Element>): Element | undefined {
  return elements.get(tags.pixelData) ?? elements.get(0x7fe00008) ?? elements.get(0x7fe00009);
}

/** How long a file has to be, judged by its beginning: up to the end of the pixels, or longer than it is now. */
function neededLength({ length }: Uint8Array, read: () => ParsedDicom): number {
  try {
    return read().pixelElement === undefined ? length + 1 : length;
  } catch (error) {
    if (error instanceof TruncatedError) return error.length;
    throw error;
  }
}
