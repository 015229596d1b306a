import { DicomError } from "../dataset.ts";
import type { Element, ElementSource } from "../element.ts";
import { elementHead, elementSource } from "../element.ts";
import { parseDicom } from "../parse-dicom.ts";
import { itemsOf, readElements } from "../read-elements.ts";

/** A data set or an item of a sequence as it stands in the file: every element, also those that nobody knows. */
export interface RawDataset {
  readonly source: ElementSource;
  readonly elements: ReadonlyMap<number, Element>;
}

const GROUP_2_START = 132;
/** Deeper sequences are not followed: what is on the list of kept attributes never nests as deep. */
const DEEPEST = 16;

/**
 * The file meta information and the data set of a whole DICOM file.
 *
 * @throws DicomError as `parseDicom`.
 */
export function rawDicom(
  bytes: Uint8Array,
): RawDataset & { readonly meta: RawDataset; readonly transferSyntax: string } {
  const { source, transferSyntax } = parseDicom(bytes);
  const hasMagic = String.fromCharCode(...bytes.subarray(GROUP_2_START - 4, GROUP_2_START)) === "DICM";
  const from = hasMagic ? GROUP_2_START : 0;
  const metaSource = elementSource(source.bytes, { explicit: true, littleEndian: true });
  const end = endOfMeta(metaSource, from);
  return {
    source,
    elements: readElements(source, end, source.bytes.length).byTag,
    transferSyntax,
    meta: { source: metaSource, elements: readElements(metaSource, from, end).byTag },
  };
}

/** The first byte behind group 2; what follows may be written in another way. */
function endOfMeta(source: ElementSource, from: number): number {
  let at = from;
  while (at + 8 <= source.bytes.length && source.view.getUint16(at, true) === 2) {
    const { start, length } = elementHead(source, at, source.bytes.length);
    at = start + length;
  }
  return at;
}

/** The items of a sequence. */
export function rawItems({ source }: RawDataset, element: Element): RawDataset[] {
  return itemsOf(source, element).map((item) => ({
    source: item.source,
    elements: readElements(item.source, item.start, item.end).byTag,
  }));
}

/** The bytes of a value as stored. */
export function rawValue({ source }: RawDataset, element: Element): Uint8Array {
  return source.bytes.subarray(element.start, element.end);
}

/** Calls `visit` for every element that is no sequence, at any depth; sequences that cannot be read are passed over. */
export function visitValues(
  dataset: RawDataset,
  isSequence: (tag: number, vr: string | undefined) => boolean,
  visit: (tag: number, element: Element, dataset: RawDataset) => void,
  depth = 0,
): void {
  for (const [tag, element] of dataset.elements) {
    if (tag >= 0x7fe00000) continue;
    if (!(element.vr === "SQ" || isSequence(tag, element.vr) || element.delimited)) visit(tag, element, dataset);
    else if (depth < DEEPEST)
      for (const item of readableItems(dataset, element)) visitValues(item, isSequence, visit, depth + 1);
  }
}

/** A private sequence may be written in a way of its own; it is removed anyway. */
function readableItems(dataset: RawDataset, element: Element): RawDataset[] {
  try {
    return rawItems(dataset, element);
  } catch (error) {
    if (error instanceof DicomError) return [];
    throw error;
  }
}
