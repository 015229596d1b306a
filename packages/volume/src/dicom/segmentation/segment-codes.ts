import type { DicomAttributes } from "../dicom-elements.ts";

/** A coded concept: value, coding scheme and meaning (PS3.3, 8.8). */
export interface Code {
  readonly value: string;
  readonly scheme: string;
  readonly meaning: string;
}

/** Concepts for segments of chest CT, from CID 7150, 7159 and 7151 of PS3.16 (SNOMED CT). */
export const segmentCodes = {
  morphologicallyAbnormal: sct("49755003", "Morphologically Abnormal Structure"),
  anatomicalStructure: sct("123037004", "Anatomical Structure"),
  nodule: sct("27925004", "Nodule"),
  neoplasm: sct("108369006", "Neoplasm"),
  lesion: sct("52988006", "Lesion"),
  lung: sct("39607008", "Lung"),
  lymphNode: sct("59441001", "Lymph node"),
} as const satisfies Record<string, Code>;

/** Concepts that every segmentation refers to (DICOM's own terminology). */
export const derivationCodes = {
  segmentation: { value: "113076", scheme: "DCM", meaning: "Segmentation" },
  sourceImage: { value: "121322", scheme: "DCM", meaning: "Source image for image processing operation" },
} as const satisfies Record<string, Code>;

/** A code as an item of a code sequence. */
export function codeItem({ value, scheme, meaning }: Code): DicomAttributes {
  return { CodeValue: value, CodingSchemeDesignator: scheme, CodeMeaning: meaning };
}

function sct(value: string, meaning: string): Code {
  return { value, scheme: "SCT", meaning };
}
