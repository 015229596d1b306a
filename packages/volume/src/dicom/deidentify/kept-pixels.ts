import type { Element } from "../element.ts";
import { elementHead, tags } from "../element.ts";
import type { DicomElement } from "../write-dicom.ts";
import { littleEndian } from "./kept-value.ts";
import type { RawDataset } from "./raw-dataset.ts";
import { rawValue } from "./raw-dataset.ts";

/** The pixel data as they are: compressed ones fragment by fragment, others in little endian. */
export function keptPixels(dataset: RawDataset, element: Element): DicomElement {
  const tag = element.tag.toString(16).padStart(8, "0");
  if (element.delimited) return { tag, vr: "OB", fragments: fragmentsOf(dataset, element) };
  const vr = element.vr === undefined || element.vr === "UN" ? "OW" : element.vr;
  const bytes = rawValue(dataset, element);
  const width = { OW: 2, OF: 4, OD: 8 }[vr] ?? 1;
  return { tag, vr, bytes: littleEndian(bytes, width, dataset.source.encoding.littleEndian) };
}

function fragmentsOf({ source }: RawDataset, element: Element): Uint8Array[] {
  const fragments: Uint8Array[] = [];
  for (let at = element.start; at < element.end;) {
    const { tag, start, length } = elementHead(source, at, element.end);
    if (tag !== tags.item) break;
    fragments.push(source.bytes.subarray(start, start + length));
    at = start + length;
  }
  return fragments;
}
