import { strToU8 } from "fflate";
import type { DicomElement } from "../write-dicom.ts";

/** What was done, by the codes of PS3.16, CID 7050. */
const codes = [
  ["113100", "Basic Application Confidentiality Profile"],
  ["113107", "Retain Longitudinal Temporal Information Modified Dates Option"],
  ["113108", "Retain Patient Characteristics Option"],
] as const;

/** The attributes that say that, and how, identities were removed (PS3.15, E.1.1; PS3.3, C.7.1.1 and C.12.1.1.8). */
export function deidentificationMethod(): DicomElement[] {
  const text = (tag: string, vr: string, value: string): DicomElement => ({ tag, vr, bytes: strToU8(value) });
  return [
    text("00120062", "CS", "YES"),
    text("00120063", "LO", "Hilum, by a list of kept attributes\\PS3.15 Basic Profile"),
    {
      tag: "00120064",
      vr: "SQ",
      items: codes.map(([value, meaning]) => [
        text("00080100", "SH", value),
        text("00080102", "SH", "DCM"),
        text("00080104", "LO", meaning),
      ]),
    },
    text("00280303", "CS", "MODIFIED"),
  ];
}
