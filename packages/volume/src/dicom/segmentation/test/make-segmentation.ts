import type { Grid } from "../../../volume.ts";
import type { DicomAttributes } from "../../dicom-elements.ts";
import { decimalString, dicomElements } from "../../dicom-elements.ts";
import { writeDicom } from "../../write-dicom.ts";
import { orientation, position } from "./make-series.ts";

export interface SegmentationFacts {
  readonly type: "BINARY" | "FRACTIONAL" | "LABELMAP";
  readonly grid: Grid;
  readonly labels: readonly string[];
  /** Segment (from 1 on), slice of the grid, pixel values row by row. */
  readonly frames: readonly { readonly segment: number; readonly k: number; readonly pixels: readonly number[] }[];
  readonly bits?: 8 | 16;
  readonly changes?: DicomAttributes;
}

/** A DICOM SEG file, made without the writer under test. */
export function makeSegmentation({
  type,
  grid,
  labels,
  frames,
  bits = 8,
  changes = {},
}: SegmentationFacts): Uint8Array {
  const bitsAllocated = type === "BINARY" ? 1 : bits;
  const attributes: DicomAttributes = {
    SpecificCharacterSet: "ISO_IR 192",
    SOPClassUID: type === "LABELMAP" ? "1.2.840.10008.5.1.4.1.1.66.7" : "1.2.840.10008.5.1.4.1.1.66.4",
    SOPInstanceUID: "2.25.200",
    SeriesInstanceUID: "2.25.201",
    StudyInstanceUID: "2.25.100",
    Modality: "SEG",
    FrameOfReferenceUID: "2.25.102",
    ContentLabel: "TEST",
    ReferencedSeriesSequence: [{ SeriesInstanceUID: "2.25.101" }],
    SegmentationType: type,
    MaximumFractionalValue: type === "FRACTIONAL" ? 200 : undefined,
    SegmentSequence: labels.map((label, n) => ({
      SegmentNumber: n + 1,
      SegmentLabel: label,
      SegmentAlgorithmType: "MANUAL",
    })),
    SamplesPerPixel: 1,
    PhotometricInterpretation: "MONOCHROME2",
    NumberOfFrames: frames.length,
    Rows: grid.size[1],
    Columns: grid.size[0],
    BitsAllocated: bitsAllocated,
    BitsStored: bitsAllocated,
    HighBit: bitsAllocated - 1,
    PixelRepresentation: 0,
    SharedFunctionalGroupsSequence: [
      {
        PlaneOrientationSequence: [{ ImageOrientationPatient: orientation(grid) }],
        PixelMeasuresSequence: [
          { PixelSpacing: [grid.spacing[1], grid.spacing[0]].map(decimalString), SliceThickness: grid.spacing[2] },
        ],
      },
    ],
    PerFrameFunctionalGroupsSequence: frames.map(({ segment, k }) => ({
      PlanePositionSequence: [{ ImagePositionPatient: position(grid, k) }],
      ...(type !== "LABELMAP" && { SegmentIdentificationSequence: [{ ReferencedSegmentNumber: segment }] }),
    })),
    ...changes,
  };
  const values = frames.flatMap(({ pixels }) => [...pixels]);
  return writeDicom([
    ...dicomElements(attributes),
    { tag: "7FE00010", vr: "OB", bytes: pixelBytes(values, bitsAllocated) },
  ]);
}

function pixelBytes(values: readonly number[], bits: number): Uint8Array {
  if (bits === 8) return Uint8Array.from(values);
  if (bits === 16) return new Uint8Array(Uint16Array.from(values).buffer);
  // Text is slow and obvious: the lowest bit of a byte is the first pixel.
  const text = values.join("").padEnd(8 * Math.ceil(values.length / 8), "0");
  return Uint8Array.from(text.match(/.{8}/g) ?? [], (byte) => Number.parseInt(byte.split("").reverse().join(""), 2));
}
