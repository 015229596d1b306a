import { strToU8 } from "fflate";
import { latin1 } from "../character-set.ts";
import { DicomError } from "../dataset.ts";
import type { Element } from "../element.ts";
import { tagName } from "../element.ts";
import type { DicomElement } from "../write-dicom.ts";
import { writeDicom } from "../write-dicom.ts";
import { checkDeidentifiable } from "./check-deidentifiable.ts";
import { deidentificationMethod } from "./deidentification-method.ts";
import type { IdentifierSearch } from "./find-identifiers.ts";
import { identifierSearch } from "./find-identifiers.ts";
import { identifiersOf } from "./identifiers.ts";
import type { Kept } from "./kept-attributes.ts";
import { keptAttributes } from "./kept-attributes.ts";
import { keptPixels } from "./kept-pixels.ts";
import { keptValue } from "./kept-value.ts";
import { cappedAge } from "./patient-age.ts";
import type { Pseudonyms } from "./pseudonyms.ts";
import { pseudonyms } from "./pseudonyms.ts";
import type { RawDataset } from "./raw-dataset.ts";
import { rawDicom, rawItems, rawValue } from "./raw-dataset.ts";
import { regionName } from "./region-name.ts";

/** Whose data these become. */
export interface DeidentifyOptions {
  /** At least 16 secret bytes. The same key gives the same UIDs and dates again; without it nobody can go back. */
  readonly key: Uint8Array;
  /** The patient's new name and id, such as P0001. */
  readonly patient: string;
}

/** A file without identities. */
export interface Deidentified {
  readonly bytes: Uint8Array;
  /** Attributes that were removed, emptied or replaced, such as "(0010,0010)", in order; of sequences the sequence. */
  readonly removed: readonly string[];
}

const EXPLICIT_LITTLE_ENDIAN = "1.2.840.10008.1.2.1";
/** Shorter words stand in megabytes of pixels by chance. */
const LEAST_IN_PIXELS = 6;
const pixelTags = [0x7fe00008, 0x7fe00009, 0x7fe00010];
const REMOVED = "REMOVED";

/**
 * A CT image, structure set or segmentation without anything that names the patient, other people, the hospital, the machine or
 * the visit, by the Basic Application Level Confidentiality Profile with the options Retain Longitudinal Temporal Information with
 * Modified Dates and Retain Patient Characteristics. Only attributes of a list are kept (`keptAttributes`); UIDs are mapped by the key,
 * so that what belonged together still does. Pixels keep their transfer syntax; data sets become explicit VR little endian.
 *
 * Then a second look: every identifying value of the input, and its parts, is searched in all bytes of the output.
 *
 * @throws DicomError as `parseDicom`; `not-deidentifiable`, `burned-in`, `weak-key`; `identifier-left` if the second look found
 * something.
 * @see PS3.15, annex E.
 */
export function deidentifyDicom(bytes: Uint8Array, options: DeidentifyOptions): Deidentified {
  const file = rawDicom(bytes);
  checkDeidentifiable(file);
  // The new name is no secret: the file may have been through this before.
  const isNew = ({ text }: { readonly text: string }) => text === options.patient.toLowerCase();
  const search = identifierSearch(identifiersOf(file.meta, file).filter((identifier) => !isNew(identifier)));
  const work = new Work(pseudonyms(options.key, options.patient), search);
  const patient = patientElements(file, options.patient);
  const pixels = pixelTags.flatMap((tag) => file.elements.get(tag) ?? []).map((element) => keptPixels(file, element));
  const kept = work.dataset(file).filter(({ tag }) => !patient.some((one) => one.tag === tag));
  const transferSyntax = pixels.some((element) => "fragments" in element)
    ? file.transferSyntax
    : EXPLICIT_LITTLE_ENDIAN;
  const head = [...kept, ...patient, ...deidentificationMethod()];
  refuseLeftovers(search, writeDicom(head, { transferSyntax }), pixels);
  const output = writeDicom([...head, ...pixels], { transferSyntax });
  return { bytes: output, removed: [...work.changed].sort((a, b) => a - b).map(tagName) };
}

/** Goes through the attributes of one file by the list and notes what it changes. */
class Work {
  readonly changed = new Set<number>([0x00100010, 0x00100020]);
  private readonly names: Pseudonyms;
  private readonly search: IdentifierSearch;

  constructor(names: Pseudonyms, search: IdentifierSearch) {
    this.names = names;
    this.search = search;
  }

  dataset(dataset: RawDataset): DicomElement[] {
    const elements: DicomElement[] = [];
    for (const [tag, element] of dataset.elements) {
      if (pixelTags.includes(tag)) continue;
      const kept = keptAttributes.get(tag);
      const written = kept === undefined ? undefined : this.element(dataset, element, kept);
      if (written !== undefined) elements.push(written);
      if (written === undefined || kept?.action === "empty") this.changed.add(tag);
    }
    return elements;
  }

  private element(dataset: RawDataset, element: Element, kept: Kept): DicomElement | undefined {
    const { action } = kept;
    const vr = kept.vr === "US|SS" ? (isSigned(dataset) ? "SS" : "US") : kept.vr;
    const tag = element.tag.toString(16).padStart(8, "0");
    if (vr === "SQ") {
      const items = action === "empty" ? [] : rawItems(dataset, element).map((item) => this.dataset(item));
      return { tag, vr, items };
    }
    const value = element.delimited ? undefined : keptValue(dataset, element, vr);
    if (value === undefined) return undefined;
    if (action === "keep") return { tag, vr, bytes: vr === "UI" ? this.uids(value, element.tag) : value };
    const text = latin1(value).replace(/^ +|[ \0]+$/g, "");
    const replaced = action === "uid" ? undefined : this.text(text, kept, dataset);
    if (replaced === undefined) return { tag, vr, bytes: this.uids(value, element.tag) };
    if (replaced !== text) this.changed.add(element.tag);
    return { tag, vr, bytes: Uint8Array.from(replaced, (character) => character.charCodeAt(0)) };
  }

  /** The new text of an attribute, one character for each byte. */
  private text(text: string, { action }: Kept, dataset: RawDataset): string {
    if (text === "") return "";
    if (typeof action === "object") return action.dummy;
    if (action === "date")
      return text
        .split("\\")
        .map((one) => this.names.date(one) ?? "")
        .join("\\");
    if (action === "age") return cappedAge(text) ?? "";
    if (action === "midnight") return "000000";
    if (action === "empty") return "";
    const clean = action === "region" ? regionName(text, numberOfRegion(dataset)) : text;
    const bytes = Uint8Array.from(clean, (character) => character.charCodeAt(0));
    return this.search.find(bytes) === undefined ? clean : REMOVED;
  }

  private uids(value: Uint8Array, tag: number): Uint8Array {
    const uids = latin1(value)
      .replace(/[\0 ]+$/, "")
      .split("\\");
    const mapped = uids.map((uid) => this.names.uid(uid.trim()));
    if (mapped.some((uid, n) => uid !== uids[n])) this.changed.add(tag);
    return strToU8(mapped.join("\\"));
  }
}

/** Name, id and, where the file says it or lets it be computed, the age. */
function patientElements(dataset: RawDataset, patient: string): DicomElement[] {
  const text = (tag: number) => {
    const element = dataset.elements.get(tag);
    return element === undefined ? undefined : latin1(rawValue(dataset, element)).replace(/[\0 ]+$/, "") || undefined;
  };
  const age = cappedAge(text(0x00101010), text(0x00100030), text(0x00080020));
  return [
    { tag: "00100010", vr: "PN", bytes: strToU8(patient) },
    { tag: "00100020", vr: "LO", bytes: strToU8(patient) },
    ...(age === undefined ? [] : [{ tag: "00101010", vr: "AS", bytes: strToU8(age) }]),
  ];
}

function isSigned(dataset: RawDataset): boolean {
  const element = dataset.elements.get(0x00280103);
  return element !== undefined && rawValue(dataset, element).some((byte) => byte !== 0);
}

/** The number of the region or segment that an item describes, for its neutral name. */
function numberOfRegion(dataset: RawDataset): number | undefined {
  const roi = dataset.elements.get(0x30060022);
  if (roi !== undefined) return Number(latin1(rawValue(dataset, roi)).trim()) || undefined;
  const segment = dataset.elements.get(0x00620004);
  const bytes = segment && keptValue(dataset, segment, "US");
  return bytes && bytes[0] + 256 * bytes[1];
}

/** @throws DicomError `identifier-left`, which names the attribute and never its value. */
function refuseLeftovers(search: IdentifierSearch, head: Uint8Array, pixels: readonly DicomElement[]): void {
  const inPixels = pixels
    .flatMap((element) => ("fragments" in element ? element.fragments : "bytes" in element ? [element.bytes] : []))
    .map((bytes) => search.find(bytes, LEAST_IN_PIXELS));
  const left = search.find(head) ?? inPixels.find((one) => one !== undefined);
  if (left === undefined) return;
  throw new DicomError(
    "identifier-left",
    `After de-identification the value of ${tagName(left.tag)}, or a part of it, still stands in the file's ` +
      `${search.find(head) === undefined ? "pixel data" : "attributes"}. The file was not written; look at it and leave it out, ` +
      `or remove that value by hand.`,
  );
}
