import { latin1 } from "../character-set.ts";
import { DicomError } from "../dataset.ts";
import { quoted } from "../quoted.ts";
import { tagName } from "../element.ts";
import type { RawDataset } from "./raw-dataset.ts";
import { rawValue } from "./raw-dataset.ts";

/** Objects whose attributes the list of kept ones covers (PS3.4, B.5). */
const sopClasses: ReadonlyMap<string, string> = new Map([
  ["1.2.840.10008.5.1.4.1.1.2", "CT image"],
  ["1.2.840.10008.5.1.4.1.1.2.1", "enhanced CT image"],
  ["1.2.840.10008.5.1.4.1.1.2.2", "legacy converted enhanced CT image"],
  ["1.2.840.10008.5.1.4.1.1.66.4", "segmentation"],
  ["1.2.840.10008.5.1.4.1.1.481.3", "structure set"],
]);

/**
 * Refuses what cannot be freed of identities by its attributes: pixels with writing in them, and kinds of files other than CT
 * images, structure sets and segmentations.
 *
 * @throws DicomError `not-deidentifiable`, `burned-in`.
 */
export function checkDeidentifiable(dataset: RawDataset): void {
  const text = (tag: number) => {
    const element = dataset.elements.get(tag);
    return element === undefined || element.delimited ? "" : latin1(rawValue(dataset, element)).replace(/[\0 ]+$/, "");
  };
  const sopClass = text(0x00080016);
  if (!sopClasses.has(sopClass))
    throw new DicomError(
      "not-deidentifiable",
      `The file's SOP class is ${quoted(sopClass)} (modality ${quoted(text(0x00080060))}); only these can be de-identified: ` +
        `${[...new Set(sopClasses.values())].join(", ")}. Screen copies and reports often show the patient's name.`,
    );
  if (text(0x00280301).toUpperCase() === "YES")
    throw burnedIn("says that writing is burned into its pixels (Burned In Annotation is YES)");
  const screen = text(0x00080008)
    .toUpperCase()
    .split("\\")
    .find((value) => /SCREEN|SCAN(NED)? ?DOC|REPORT|DOSE/.test(value));
  if (screen !== undefined) throw burnedIn(`is a copy of a screen or a report (Image Type holds ${quoted(screen)})`);
  for (const [tag, element] of dataset.elements) {
    // The bit position of an overlay (60xx,0102): other than 0, it lies in the unused bits of the pixels.
    if ((tag & 0xff00ffff) >>> 0 === 0x60000102 && rawValue(dataset, element).some((byte) => byte !== 0))
      throw burnedIn(`hides an overlay in the bits of its pixels (${tagName(tag)})`);
  }
}

function burnedIn(what: string): DicomError {
  return new DicomError(
    "burned-in",
    `The image ${what}. Names there cannot be removed by a program: leave the file out, or clean its pixels by hand.`,
  );
}
