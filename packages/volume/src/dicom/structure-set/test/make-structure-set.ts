import type { DicomAttributes } from "../../dicom-elements.ts";
import { dicomElements } from "../../dicom-elements.ts";
import { writeDicom } from "../../write-dicom.ts";

export interface ContourFacts {
  readonly type?: string;
  /** x, y, z one after the other, or the text of the attribute as it is to stand in the file. */
  readonly points: readonly number[] | string;
  /** What the file says about their number; the default is the truth. */
  readonly claimed?: number | string;
}

export interface RoiFacts {
  readonly number?: number;
  readonly name: string;
  readonly contours: readonly ContourFacts[];
}

/** An RTSTRUCT file with these regions, on one series. */
export function makeStructureSet(rois: readonly RoiFacts[], changes: DicomAttributes = {}): Uint8Array {
  return writeDicom(
    dicomElements({
      SpecificCharacterSet: "ISO_IR 192",
      SOPClassUID: "1.2.840.10008.5.1.4.1.1.481.3",
      SOPInstanceUID: "2.25.1",
      Modality: "RTSTRUCT",
      StructureSetLabel: "Made up",
      ReferencedFrameOfReferenceSequence: [
        {
          FrameOfReferenceUID: "2.25.10",
          RTReferencedStudySequence: [{ RTReferencedSeriesSequence: [{ SeriesInstanceUID: "2.25.11" }] }],
        },
      ],
      StructureSetROISequence: rois.map(({ name, number }, n) => ({
        ROINumber: number ?? n + 1,
        ReferencedFrameOfReferenceUID: "2.25.10",
        ROIName: name,
      })),
      ROIContourSequence: rois.map(({ contours, number }, n) => ({
        ReferencedROINumber: number ?? n + 1,
        ContourSequence: contours.map((contour) => ({
          ContourGeometricType: contour.type ?? "CLOSED_PLANAR",
          ContourImageSequence: [
            { ReferencedSOPClassUID: "1.2.840.10008.5.1.4.1.1.2", ReferencedSOPInstanceUID: "2.25.12" },
          ],
          NumberOfContourPoints: contour.claimed ?? Math.floor(contour.points.length / 3),
          ContourData: contour.points,
        })),
      })),
      ...changes,
    }),
  );
}
