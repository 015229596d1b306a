import type { Keyword } from "../attributes.ts";
import type { Dataset } from "../dataset.ts";
import type { DicomAttributes } from "../dicom-elements.ts";

/** Attributes of patient, study and frame of reference that must be there, if need be without a value (type 1 and 2). */
const always = [
  "PatientName",
  "PatientID",
  "PatientBirthDate",
  "PatientSex",
  "StudyInstanceUID",
  "StudyDate",
  "StudyTime",
  "ReferringPhysicianName",
  "StudyID",
  "AccessionNumber",
  "FrameOfReferenceUID",
  "PositionReferenceIndicator",
] as const satisfies readonly Keyword[];
/** Attributes that are copied where the series has them. */
const whereThere = [
  "StudyDescription",
  "PatientAge",
  "PatientIdentityRemoved",
  "DeidentificationMethod",
  "LongitudinalTemporalInformationModified",
  "LossyImageCompressionRatio",
  "LossyImageCompressionMethod",
] as const satisfies readonly Keyword[];
/** Dates of an image, the nearest to its making first, each with its time. */
const dates = [
  ["ContentDate", "ContentTime"],
  ["AcquisitionDate", "AcquisitionTime"],
  ["SeriesDate", "SeriesTime"],
  ["StudyDate", "StudyTime"],
  ["InstanceCreationDate", "InstanceCreationTime"],
] as const satisfies readonly (readonly [Keyword, Keyword])[];
/** De-identified files may have no date, but a segmentation must have one (type 1); this one is nobody's. */
const NO_DATE = { date: "19000101", time: "000000" };

/** Patient, study and frame of reference of a series, for an object that is made from it. */
export function copiedAttributes(dataset: Dataset): DicomAttributes {
  const present = whereThere.filter((keyword) => dataset.has(keyword));
  return {
    ...Object.fromEntries([...always, ...present].map((keyword) => [keyword, dataset.texts(keyword)])),
    LossyImageCompression: dataset.text("LossyImageCompression") === "01" ? "01" : "00",
  };
}

/** The date and time that a series states for itself. */
export function sourceDate(dataset: Dataset): { readonly date: string; readonly time: string } {
  for (const [dateKeyword, timeKeyword] of dates) {
    const date = dataset.text(dateKeyword);
    if (date !== undefined && /^\d{8}$/.test(date)) {
      const time = dataset.text(timeKeyword) ?? "";
      return { date, time: /^\d{6}(\.\d{1,6})?$/.test(time) ? time : "000000" };
    }
  }
  return NO_DATE;
}
