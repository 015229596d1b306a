import type { DicomAttributes } from "../dicom-elements.ts";
import { dicomElements } from "../dicom-elements.ts";
import type { DicomElement } from "../write-dicom.ts";
import { writeDicom } from "../write-dicom.ts";

/** What a synthetic slice is to be; everything has a default. */
export interface SliceFacts {
  readonly rows: number;
  readonly columns: number;
  readonly allocated: 8 | 16 | 32;
  readonly stored: number;
  readonly high: number;
  readonly signed: boolean;
  /** The value stored at a pixel. */
  readonly valueAt: (row: number, column: number) => number;
  readonly instance: number;
  readonly position: readonly [number, number, number];
  readonly orientation: readonly number[];
  readonly slope: number;
  readonly intercept: number;
  /** Attributes added, or replaced. */
  readonly more: DicomAttributes;
  /** Elements added as they are: compressed pixel data instead of native. */
  readonly pixels: DicomElement;
  readonly transferSyntax: string;
}

export const CT_IMAGE_STORAGE = "1.2.840.10008.5.1.4.1.1.2";
export const SERIES = "2.25.1001";

/** A classic CT slice in explicit VR little endian. */
export function makeSlice(facts: Partial<SliceFacts> = {}): Uint8Array {
  const { rows = 8, columns = 9, allocated = 16, instance = 1, signed = false } = facts;
  const { stored = allocated, orientation = [1, 0, 0, 0, 1, 0], position = [-10, -20, 30] } = facts;
  const { high = stored - 1, slope = 1, intercept = -1024, more = {}, transferSyntax } = facts;
  const attributes: DicomAttributes = {
    SOPClassUID: CT_IMAGE_STORAGE,
    SOPInstanceUID: `2.25.2${String(instance).padStart(6, "0")}`,
    StudyInstanceUID: "2.25.1000",
    SeriesInstanceUID: SERIES,
    FrameOfReferenceUID: "2.25.1002",
    Modality: "CT",
    ImageType: ["ORIGINAL", "PRIMARY", "AXIAL"],
    InstanceNumber: instance,
    ImagePositionPatient: position,
    ImageOrientationPatient: orientation,
    PixelSpacing: [0.75, 0.5],
    SliceThickness: 2,
    SamplesPerPixel: 1,
    PhotometricInterpretation: "MONOCHROME2",
    Rows: rows,
    Columns: columns,
    BitsAllocated: allocated,
    BitsStored: stored,
    HighBit: high,
    PixelRepresentation: signed ? 1 : 0,
    RescaleSlope: slope,
    RescaleIntercept: intercept,
    ...more,
  };
  const pixels = facts.pixels ?? { tag: "7FE00010", vr: allocated > 8 ? "OW" : "OB", bytes: pixelBytes(facts) };
  return writeDicom([...dicomElements(attributes), pixels], { transferSyntax });
}

/** The pixels as they stand in a native file. */
export function pixelBytes(facts: Partial<SliceFacts> = {}): Uint8Array {
  const { rows = 8, columns = 9, allocated = 16, valueAt = ramp(facts) } = facts;
  const bytes = new Uint8Array((rows * columns * allocated) / 8);
  const view = new DataView(bytes.buffer);
  for (let row = 0, at = 0; row < rows; row++)
    for (let column = 0; column < columns; column++, at += allocated / 8) {
      const value = valueAt(row, column);
      if (allocated === 8) view.setUint8(at, value);
      else if (allocated === 16) view.setUint16(at, value, true);
      else view.setUint32(at, value, true);
    }
  return bytes;
}

/** Values over the whole range of the stored bits, different in every slice, rough enough to make codecs work. */
function ramp({ allocated = 16, stored = allocated, signed = false, instance = 1 }: Partial<SliceFacts>) {
  const range = 2 ** stored;
  return (row: number, column: number): number => {
    const smooth = Math.floor(range * (0.5 + 0.4 * Math.sin(row / 5 + instance) * Math.cos(column / 7)));
    const rough = ((row * 7919 + column * 104_729 + instance * 31) % 13) * (stored > 8 ? 5 : 1);
    const value = row + column === 0 ? 0 : row === 0 && column === 1 ? range - 1 : (smooth + rough) % range;
    // Two's complement within the stored bits, extended over the allocated ones.
    return signed ? value - range / 2 : value;
  };
}
