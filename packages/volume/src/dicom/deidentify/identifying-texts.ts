import { identifiersOf } from "./identifiers.ts";
import { rawDicom } from "./raw-dataset.ts";

/**
 * Everything in a DICOM file that identifies the patient, other people, the hospital, the machine or the visit, and its parts of three and more
 * characters: for looking whether it stands somewhere else. In lower case; bytes beyond ASCII one character each.
 *
 * @throws DicomError as `parseDicom`.
 */
export function identifyingTexts(bytes: Uint8Array): string[] {
  const file = rawDicom(bytes);
  return identifiersOf(file.meta, file).map(({ text }) => text);
}
