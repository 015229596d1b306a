import { DicomError } from "./dataset.ts";
import type { Element, ElementHead, ElementSource } from "./element.ts";
import {
  elementHead,
  elementSource,
  implicitLittleEndian,
  isVr,
  tagName,
  tags,
  truncated,
  UNDEFINED_LENGTH,
} from "./element.ts";

/** No real file nests deeper than about ten; a hostile one would exhaust the stack. */
const DEEPEST = 64;
/** Real data sets hold at most a few thousand attributes, real sequences one item per frame or contour. */
const MOST_ELEMENTS = 100_000;
const MOST_ITEMS = 500_000;

/** The attributes of a data set by tag, and where it ends. */
export interface Elements {
  readonly byTag: ReadonlyMap<number, Element>;
  readonly end: number;
}

/**
 * Finds the attributes between two bytes without reading their values; sequences are stepped over and read when asked for
 * (`itemsOf`). Ends behind the pixel data, at an item delimiter, or at `to`.
 *
 * @param headOnly - Stop before the pixel data's value, which may be cut off.
 * @param mayContinue - Ends the data set before an element: for the file meta group.
 * @throws DicomError `dicom-truncated` if a length reaches beyond `to`; `dicom-damaged`; `dicom-nesting`.
 */
export function readElements(
  source: ElementSource,
  from: number,
  to: number,
  options: { readonly headOnly?: boolean; readonly mayContinue?: (tag: number) => boolean } = {},
): Elements {
  const { headOnly = false, mayContinue = () => true } = options;
  const byTag = new Map<number, Element>();
  let at = from;
  while (at < to) {
    // Zeros, or a lone byte, that fill the file up to a block.
    if (to - at < 8 && source.bytes.subarray(at, to).every((byte) => byte === 0)) break;
    const head = elementHead(source, at, to);
    if (head.tag === tags.endOfItem || !mayContinue(head.tag)) break;
    const isPixels = head.tag > tags.lastBeforePixels && head.tag <= tags.pixelData;
    if (isPixels && headOnly) {
      const delimited = head.length === UNDEFINED_LENGTH;
      const end = delimited ? to : head.start + head.length;
      byTag.set(head.tag, { tag: head.tag, vr: head.vr, start: head.start, end, delimited });
      break;
    }
    const { element, next } = wholeElement(source, head, to, 0);
    if (!byTag.has(head.tag)) byTag.set(head.tag, element);
    if (byTag.size > MOST_ELEMENTS)
      throw new DicomError(
        "dicom-damaged",
        `The data set holds more than ${MOST_ELEMENTS} attributes before byte ${at}; real images have some hundred.`,
      );
    at = next;
    if (isPixels) break;
  }
  return { byTag, end: at };
}

/** The items of a sequence: where each one's data set begins and ends, and how it is written. */
export function itemsOf(
  source: ElementSource,
  element: Element,
): readonly { readonly source: ElementSource; readonly start: number; readonly end: number }[] {
  const items = [];
  // A sequence that was written with unknown VR is implicit inside (PS3.5, 6.2.2), but some writers did not know that.
  let inner = element.vr === "UN" ? elementSource(source.bytes, implicitLittleEndian) : source;
  if (element.vr === "UN" && isVr(source.bytes, element.start + 12)) inner = source;
  let at = element.start;
  while (at + 8 <= element.end) {
    const { start, end, next } = wholeItem(inner, at, element.end, 0);
    items.push({ source: inner, start, end });
    if (items.length > MOST_ITEMS)
      throw new DicomError("dicom-damaged", `The sequence ${tagName(element.tag)} has more than ${MOST_ITEMS} items.`);
    at = next;
  }
  return items;
}

function wholeElement(
  source: ElementSource,
  head: ElementHead,
  to: number,
  depth: number,
): { readonly element: Element; readonly next: number } {
  const { tag, vr, start, length } = head;
  if (length !== UNDEFINED_LENGTH) {
    if (length > to - start) throw truncated(start, length, to, `the value of ${tagName(tag)}`);
    return { element: { tag, vr, start, end: start + length, delimited: false }, next: start + length };
  }
  if (vr !== undefined && vr !== "SQ" && vr !== "UN" && tag !== tags.pixelData)
    throw new DicomError(
      "dicom-damaged",
      `At byte ${start} the attribute ${tagName(tag)} (${vr}) has no length, which only sequences and compressed pixels may. ` +
        `The file is damaged; ask for another copy.`,
    );
  const inner = vr === "UN" ? elementSource(source.bytes, implicitLittleEndian) : source;
  const end = tag === tags.pixelData ? endOfFragments(source, start, to) : endOfItems(inner, start, to, depth, tag);
  return { element: { tag, vr, start, end, delimited: true }, next: Math.min(to, end + 8) };
}

/** Where the delimiter of a sequence of undefined length stands. */
function endOfItems(source: ElementSource, from: number, to: number, depth: number, tag: number): number {
  if (depth > DEEPEST)
    throw new DicomError(
      "dicom-nesting",
      `At byte ${from} the sequence ${tagName(tag)} lies more than ${DEEPEST} sequences deep. No scanner writes such files; ` +
        `leave this one out.`,
    );
  let at = from;
  for (;;) {
    if (at + 8 > to) throw truncated(at, 8, to, `the sequence ${tagName(tag)} has no end and`);
    if (elementHead(source, at, to).tag === tags.endOfSequence) return at;
    at = wholeItem(source, at, to, depth).next;
  }
}

function wholeItem(source: ElementSource, at: number, to: number, depth: number) {
  const { tag, start, length } = elementHead(source, at, to);
  if (tag !== tags.item)
    throw new DicomError(
      "dicom-damaged",
      `At byte ${at} an item of a sequence should begin (FFFE,E000), found ${tagName(tag)}. The file is damaged; ask for another copy.`,
    );
  if (length !== UNDEFINED_LENGTH) {
    if (length > to - start) throw truncated(start, length, to, "an item of a sequence");
    return { start, end: start + length, next: start + length };
  }
  let inside = start;
  for (;;) {
    if (inside + 8 > to) throw truncated(inside, 8, to, "an item of a sequence has no end and");
    const head = elementHead(source, inside, to);
    if (head.tag === tags.endOfItem) return { start, end: inside, next: inside + 8 };
    inside = wholeElement(source, head, to, depth + 1).next;
  }
}

/** Where compressed pixel data end: at their delimiter, or, as some writers leave it out, exactly at the end of the file. */
function endOfFragments(source: ElementSource, from: number, to: number): number {
  let at = from;
  while (at !== to) {
    const { tag, start, length } = elementHead(source, at, to);
    if (tag === tags.endOfSequence) return at;
    if (tag !== tags.item)
      throw new DicomError(
        "dicom-damaged",
        `At byte ${at} a fragment of the compressed pixels should begin (FFFE,E000), found ${tagName(tag)}. ` +
          `The file is damaged; ask for another copy.`,
      );
    if (length > to - start) throw truncated(start, length, to, "a fragment of the compressed pixels");
    at = start + length;
  }
  return at;
}
