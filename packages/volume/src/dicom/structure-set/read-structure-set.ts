import type { Dataset, DicomFile } from "../dataset.ts";
import { DicomError } from "../dataset.ts";
import { quoted } from "../quoted.ts";
import type { Contour, Roi, StructureSet } from "./structure-set.ts";

const STRUCTURE_SET_STORAGE = "1.2.840.10008.5.1.4.1.1.481.3";

/**
 * The regions of interest of an RTSTRUCT file, in its order, also those without contours. A contour whose points are damaged is
 * kept with a note, so that the other regions can still be used; `roiMask` refuses it.
 *
 * @throws DicomError `not-a-structure-set`; `damaged-structure-set` if a region has no number, or two have the same.
 * @see PS3.3, A.19.3, C.8.8.5 (structure set) and C.8.8.6 (ROI contour).
 */
export function readStructureSet({ dataset }: DicomFile): StructureSet {
  const sopClass = dataset.text("SOPClassUID");
  if (sopClass !== STRUCTURE_SET_STORAGE)
    throw new DicomError(
      "not-a-structure-set",
      `The file is no RT structure set: its modality is ${quoted(dataset.text("Modality") ?? "")}, its SOP class ` +
        `${quoted(sopClass ?? "")}; ${STRUCTURE_SET_STORAGE} is needed.`,
    );
  const frames = dataset.items("ReferencedFrameOfReferenceSequence");
  const series = frames
    .flatMap((frame) => frame.items("RTReferencedStudySequence"))
    .flatMap((study) => study.items("RTReferencedSeriesSequence"))
    .flatMap((one) => one.texts("SeriesInstanceUID"));
  const frameOfReferenceUid =
    dataset.text("FrameOfReferenceUID") ??
    frames.find((frame) => frame.has("FrameOfReferenceUID"))?.text("FrameOfReferenceUID");
  return {
    label: dataset.text("StructureSetLabel") ?? "",
    rois: readRois(dataset),
    ...(frameOfReferenceUid !== undefined && { frameOfReferenceUid }),
    seriesUids: [...new Set(series)],
  };
}

function readRois(dataset: Dataset): Roi[] {
  const contours = new Map<number, Contour[]>();
  for (const item of dataset.items("ROIContourSequence")) {
    const number = item.number("ReferencedROINumber");
    if (number === undefined) continue;
    const list = contours.get(number) ?? [];
    contours.set(number, list);
    for (const contour of item.items("ContourSequence")) list.push(readContour(contour));
  }
  const seen = new Set<number>();
  return dataset.items("StructureSetROISequence").map((item, n) => {
    const number = item.number("ROINumber");
    const name = item.text("ROIName") ?? "";
    if (number === undefined || seen.has(number))
      throw new DicomError(
        "damaged-structure-set",
        `Region ${n + 1} (${quoted(name)}) of the structure set has ` +
          `${number === undefined ? "no number" : `number ${number} like another one`}; its contours cannot be told apart. ` +
          "Export the structure set again.",
      );
    seen.add(number);
    const frameOfReferenceUid = item.text("ReferencedFrameOfReferenceUID");
    return {
      number,
      name,
      ...(frameOfReferenceUid !== undefined && { frameOfReferenceUid }),
      contours: contours.get(number) ?? [],
    };
  });
}

function readContour(item: Dataset): Contour {
  const points = Float64Array.from(item.numbers("ContourData"));
  const claimed = item.number("NumberOfContourPoints");
  const damage = damageOf(points, claimed);
  const referencedSopInstanceUid = item.items("ContourImageSequence")[0]?.text("ReferencedSOPInstanceUID");
  return {
    type: item.text("ContourGeometricType") ?? "",
    points,
    ...(referencedSopInstanceUid !== undefined && { referencedSopInstanceUid }),
    ...(damage !== undefined && { damage }),
  };
}

function damageOf(points: Float64Array, claimed: number | undefined): string | undefined {
  if (points.length % 3 !== 0) return `it holds ${points.length} numbers, which make no whole points (x, y, z)`;
  if (claimed !== undefined && claimed !== points.length / 3)
    return `it announces ${claimed} points and holds ${points.length / 3}`;
  return undefined;
}
