import type { Dataset } from "./dataset.ts";

/** What a DICOM file is, as far as lesions in images are concerned. */
export type DicomKind = "ct" | "structure-set" | "segmentation" | "directory" | "other";

/** SOP classes (PS3.4, annex B.5; PS3.10 for the directory). */
const kinds: ReadonlyMap<string, DicomKind> = new Map([
  ["1.2.840.10008.5.1.4.1.1.2", "ct"],
  ["1.2.840.10008.5.1.4.1.1.2.1", "ct"],
  ["1.2.840.10008.5.1.4.1.1.2.2", "ct"],
  ["1.2.840.10008.5.1.4.1.1.481.3", "structure-set"],
  ["1.2.840.10008.5.1.4.1.1.66.4", "segmentation"],
  ["1.2.840.10008.5.1.4.1.1.66.7", "segmentation"],
  ["1.2.840.10008.1.3.10", "directory"],
]);

/** The kind of a file by its SOP class: a CT image (classic or enhanced), RTSTRUCT, SEG, DICOMDIR, or anything else. */
export function dicomKind(dataset: Dataset): DicomKind {
  return kinds.get(dataset.text("SOPClassUID") ?? dataset.text("MediaStorageSOPClassUID") ?? "") ?? "other";
}
