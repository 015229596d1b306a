import { DicomError } from "../dataset.ts";
import type { Element } from "../element.ts";
import { elementHead, elementSource } from "../element.ts";
import type { ParsedDicom } from "../parse-dicom.ts";

/** Fragments are items in little endian, whatever stands around them. */
const itemEncoding = { explicit: true, littleEndian: true };

interface Fragment {
  /** Of its item, counted from the first one behind the offset table, as offset tables do. */
  readonly offset: number;
  readonly bytes: Uint8Array;
}

/**
 * The compressed bytes of every frame: by the extended offset table, by the basic one, one fragment each, or by where images
 * begin.
 *
 * @throws DicomError `pixels-damaged` if the fragments cannot be dealt out to the frames.
 * @see PS3.5, A.4; PS3.3, C.7.6.3.1.8
 */
export function encapsulatedFrames(file: ParsedDicom, element: Element, frameCount: number): readonly Uint8Array[] {
  const { fragments, offsets } = readFragments(file.source.bytes, element);
  if (fragments.length === 0) throw damaged("there are no compressed pixels");
  if (frameCount === 1) return [joined(fragments)];
  const starts = extendedOffsets(file) ?? (offsets.length > 0 ? offsets : undefined);
  if (starts !== undefined) return byOffsets(fragments, starts, frameCount);
  if (fragments.length === frameCount) return fragments.map(({ bytes }) => bytes);
  const beginnings = fragments.filter(({ bytes }) => beginsImage(bytes)).map(({ offset }) => offset);
  return byOffsets(fragments, beginnings, frameCount);
}

function readFragments(
  file: Uint8Array,
  element: Element,
): { readonly fragments: readonly Fragment[]; readonly offsets: readonly number[] } {
  const source = elementSource(file, itemEncoding);
  const items: Uint8Array[] = [];
  for (let at = element.start; at + 8 <= element.end;) {
    const { start, length } = elementHead(source, at, element.end);
    items.push(file.subarray(start, start + length));
    at = start + length;
  }
  const [table = new Uint8Array(0), ...rest] = items;
  const view = new DataView(table.buffer, table.byteOffset, table.byteLength);
  const offsets = Array.from({ length: Math.floor(table.length / 4) }, (_, n) => view.getUint32(4 * n, true));
  let offset = 0;
  const fragments = rest.map((bytes) => {
    const fragment = { offset, bytes };
    offset += 8 + bytes.length;
    return fragment;
  });
  return { fragments, offsets };
}

function extendedOffsets({ dataset }: ParsedDicom): readonly number[] | undefined {
  const bytes = dataset.bytes("ExtendedOffsetTable");
  if (bytes === undefined) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: Math.floor(bytes.length / 8) }, (_, n) => Number(view.getBigUint64(8 * n, true)));
}

function byOffsets(
  fragments: readonly Fragment[],
  starts: readonly number[],
  frameCount: number,
): readonly Uint8Array[] {
  if (starts.length !== frameCount)
    throw damaged(
      `${fragments.length} fragments with ${starts.length} beginnings of frames stand for ${frameCount} frames`,
    );
  const indices = new Map(fragments.map(({ offset }, index) => [offset, index]));
  const first = starts.map((start, frame) => {
    const index = indices.get(start);
    if (index === undefined)
      throw damaged(`the offset table places frame ${frame + 1} at ${start}, where no fragment begins`);
    return index;
  });
  return first.map((from, frame) => {
    const to = first[frame + 1] ?? fragments.length;
    if (to <= from) throw damaged(`the offset table gives frame ${frame + 1} no fragment`);
    return joined(fragments.slice(from, to));
  });
}

/** Start of image of JPEG and JPEG-LS, start of codestream of JPEG 2000. */
function beginsImage(bytes: Uint8Array): boolean {
  return bytes[0] === 0xff && (bytes[1] === 0xd8 || bytes[1] === 0x4f);
}

function joined(fragments: readonly Fragment[]): Uint8Array {
  if (fragments.length === 1) return fragments[0].bytes;
  const whole = new Uint8Array(fragments.reduce((sum, { bytes }) => sum + bytes.length, 0));
  let at = 0;
  for (const { bytes } of fragments) {
    whole.set(bytes, at);
    at += bytes.length;
  }
  return whole;
}

function damaged(why: string): DicomError {
  return new DicomError("pixels-damaged", `The compressed pixel data are damaged: ${why}. Ask for another copy.`);
}
