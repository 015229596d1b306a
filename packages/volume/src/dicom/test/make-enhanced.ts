import type { DicomAttributes } from "../dicom-elements.ts";
import { dicomElements } from "../dicom-elements.ts";
import { writeDicom } from "../write-dicom.ts";
import { joined } from "./encapsulate.ts";
import { pixelBytes, SERIES } from "./make-slice.ts";

const ENHANCED_CT_IMAGE_STORAGE = "1.2.840.10008.5.1.4.1.1.2.1";

/** What differs from frame to frame. */
export interface FrameFacts {
  readonly position: readonly [number, number, number];
  readonly slope: number;
  readonly intercept: number;
}

/**
 * An enhanced multi-frame CT (PS3.3, A.38): orientation and spacing shared, position and rescaling per frame. The pixels of frame n are
 * those of the classic slice with instance number n + 1.
 */
export function makeEnhanced(frames: readonly FrameFacts[], more: DicomAttributes = {}): Uint8Array {
  const facts = { rows: 8, columns: 9, allocated: 16, stored: 12 } as const;
  const shared: DicomAttributes = {
    PixelMeasuresSequence: [{ SliceThickness: 2, PixelSpacing: [0.75, 0.5] }],
    PlaneOrientationSequence: [{ ImageOrientationPatient: [1, 0, 0, 0, 1, 0] }],
    CTImageFrameTypeSequence: [{ FrameType: ["ORIGINAL", "PRIMARY", "VOLUME", "NONE"] }],
  };
  const attributes: DicomAttributes = {
    ImageType: ["ORIGINAL", "PRIMARY", "VOLUME", "NONE"],
    SOPClassUID: ENHANCED_CT_IMAGE_STORAGE,
    SOPInstanceUID: "2.25.3000",
    StudyInstanceUID: "2.25.1000",
    SeriesInstanceUID: SERIES,
    FrameOfReferenceUID: "2.25.1002",
    Modality: "CT",
    InstanceNumber: 1,
    SamplesPerPixel: 1,
    PhotometricInterpretation: "MONOCHROME2",
    NumberOfFrames: frames.length,
    Rows: facts.rows,
    Columns: facts.columns,
    BitsAllocated: facts.allocated,
    BitsStored: facts.stored,
    HighBit: facts.stored - 1,
    PixelRepresentation: 0,
    SharedFunctionalGroupsSequence: [shared],
    PerFrameFunctionalGroupsSequence: frames.map(({ position, slope, intercept }) => ({
      PlanePositionSequence: [{ ImagePositionPatient: position }],
      PixelValueTransformationSequence: [{ RescaleIntercept: intercept, RescaleSlope: slope, RescaleType: "HU" }],
    })),
    ...more,
  };
  const bytes = joined(frames.map((_, n) => pixelBytes({ ...facts, instance: n + 1 })));
  return writeDicom([...dicomElements(attributes), { tag: "7FE00010", vr: "OW", bytes }]);
}
