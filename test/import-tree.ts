import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { strToU8 } from "fflate";
import { dicomElements } from "../packages/volume/src/dicom/dicom-elements.ts";
import type { DicomAttributes } from "../packages/volume/src/dicom/dicom-elements.ts";
import { writeDicom } from "../packages/volume/src/dicom/write-dicom.ts";

/** A made-up patient, whose every word must not reach what is written. */
export interface MadeUpPatient {
  readonly PatientName: string;
  readonly PatientID: string;
  readonly PatientBirthDate: string;
  readonly InstitutionName: string;
}

export interface MadeUpSeries {
  readonly study: string;
  readonly series: string;
  readonly slices: number;
  readonly spacingMm: number;
  /** Attributes that differ from those of a plain CT. */
  readonly other?: DicomAttributes;
}

/** The CT slices of a series, 8 x 8 pixels, as files. */
export function madeUpSlices(patient: MadeUpPatient, series: MadeUpSeries): Uint8Array[] {
  return Array.from({ length: series.slices }, (_, n) => {
    const pixels = Uint8Array.from({ length: 128 }, (_, at) => (at % 2 === 0 ? (at * 7 + n) % 256 : 3));
    return writeDicom([
      ...dicomElements({
        ...plainCt,
        ...patient,
        SOPInstanceUID: `${series.series}.${n + 1}`,
        StudyInstanceUID: series.study,
        SeriesInstanceUID: series.series,
        FrameOfReferenceUID: `${series.study}.99`,
        SliceThickness: series.spacingMm,
        InstanceNumber: n + 1,
        ImagePositionPatient: [-40, -30, 100 + n * series.spacingMm],
        PixelData: pixels,
        ...series.other,
      }),
      { tag: "00080090", vr: "PN", bytes: strToU8("Zuweiser^Ottokar") },
      { tag: "00091010", vr: "LO", bytes: strToU8(`private ${patient.PatientName}`) },
    ]);
  });
}

const plainCt: DicomAttributes = {
  ImageType: ["ORIGINAL", "PRIMARY", "AXIAL"],
  SOPClassUID: "1.2.840.10008.5.1.4.1.1.2",
  StudyDate: "20190321",
  Modality: "CT",
  Manufacturer: "SIEMENS",
  ManufacturerModelName: "SOMATOM Force",
  SeriesDescription: "Thorax venous 1.0",
  PatientSex: "F",
  ContrastBolusAgent: "Ultravist 300",
  KVP: 120,
  Exposure: 85,
  ConvolutionKernel: "Br40",
  SamplesPerPixel: 1,
  PhotometricInterpretation: "MONOCHROME2",
  Rows: 8,
  Columns: 8,
  PixelSpacing: [0.7, 0.7],
  ImageOrientationPatient: [1, 0, 0, 0, 1, 0],
  BitsAllocated: 16,
  BitsStored: 12,
  HighBit: 11,
  PixelRepresentation: 0,
  RescaleIntercept: -1024,
  RescaleSlope: 1,
};

/** Writes a tree of so many patients with one series of `slices` images each, in folders named after the patients. */
export function writeMadeUpTree(root: string, patients: number, slices: number): void {
  for (let n = 0; n < patients; n++) {
    const folder = join(root, `Patient${n} Musterfrau`, "CT", "IMG");
    mkdirSync(folder, { recursive: true });
    const who = {
      PatientName: `Musterfrau^Erika${n}`,
      PatientID: `MRN${100_000 + n}`,
      PatientBirthDate: "19500102",
      InstitutionName: "Klinikum Nord",
    };
    const series = { study: `1.3.6.1.4.1.55555.${n}`, series: `1.3.6.1.4.1.55555.${n}.1`, slices, spacingMm: 1 };
    madeUpSlices(who, series).forEach((bytes, i) => writeFileSync(join(folder, `IM${i}`), bytes));
  }
}
