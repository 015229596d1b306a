import type { Grid } from "../../../volume.ts";
import { indexToPoint } from "../../../grid.ts";
import type { DicomAttributes } from "../../dicom-elements.ts";
import { decimalString, dicomElements } from "../../dicom-elements.ts";
import type { ParsedDicom } from "../../parse-dicom.ts";
import { parseDicom } from "../../parse-dicom.ts";
import { writeDicom } from "../../write-dicom.ts";

const patient = {
  SpecificCharacterSet: "ISO_IR 192",
  PatientName: "Müller^Jörg",
  PatientID: "P-17",
  PatientSex: "M",
  PatientAge: "063Y",
  StudyInstanceUID: "2.25.100",
  StudyDate: "20240305",
  StudyTime: "101112",
  StudyID: "S1",
  SeriesInstanceUID: "2.25.101",
  SeriesNumber: 3,
  FrameOfReferenceUID: "2.25.102",
  Modality: "CT",
} as const;

/** Heads of a CT series on a grid, one file for each k, without pixels. */
export function makeSeries(grid: Grid, changes: DicomAttributes = {}): ParsedDicom[] {
  return Array.from({ length: grid.size[2] }, (_, k) =>
    parsed({
      ...patient,
      SOPClassUID: "1.2.840.10008.5.1.4.1.1.2",
      SOPInstanceUID: `2.25.103${k + 1}`,
      InstanceNumber: k + 1,
      SliceThickness: grid.spacing[2],
      Rows: grid.size[1],
      Columns: grid.size[0],
      ImagePositionPatient: position(grid, k),
      ImageOrientationPatient: orientation(grid),
      PixelSpacing: [grid.spacing[1], grid.spacing[0]].map(decimalString),
      ...changes,
    }),
  );
}

/** The same as one enhanced multi-frame file. */
export function makeEnhancedSeries(grid: Grid): ParsedDicom[] {
  return [
    parsed({
      ...patient,
      SOPClassUID: "1.2.840.10008.5.1.4.1.1.2.1",
      SOPInstanceUID: "2.25.103",
      NumberOfFrames: grid.size[2],
      Rows: grid.size[1],
      Columns: grid.size[0],
      SharedFunctionalGroupsSequence: [
        {
          PixelMeasuresSequence: [
            { PixelSpacing: [grid.spacing[1], grid.spacing[0]].map(decimalString), SliceThickness: grid.spacing[2] },
          ],
          PlaneOrientationSequence: [{ ImageOrientationPatient: orientation(grid) }],
        },
      ],
      PerFrameFunctionalGroupsSequence: Array.from({ length: grid.size[2] }, (_, k) => ({
        PlanePositionSequence: [{ ImagePositionPatient: position(grid, k) }],
      })),
    }),
  ];
}

function parsed(attributes: DicomAttributes): ParsedDicom {
  return parseDicom(writeDicom(dicomElements(attributes)));
}

export function position(grid: Grid, k: number): string[] {
  return indexToPoint(grid, [0, 0, k]).map(decimalString);
}

/** Cosines of the axes i and j. */
export function orientation({ direction }: Grid): string[] {
  return [0, 3, 6, 1, 4, 7].map((n) => decimalString(direction[n]));
}
