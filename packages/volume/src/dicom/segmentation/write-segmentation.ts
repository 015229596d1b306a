import type { Volume } from "../../volume.ts";
import type { DicomFile } from "../dataset.ts";
import { DicomError } from "../dataset.ts";
import { derivedUid } from "../derived-uid.ts";
import type { DicomAttributes } from "../dicom-elements.ts";
import { dicomElements } from "../dicom-elements.ts";
import { writeDicom } from "../write-dicom.ts";
import { copiedAttributes, sourceDate } from "./copied-attributes.ts";
import { dimensions, perFrameGroups, referencedSeries, sharedGroups } from "./functional-groups.ts";
import { packBits } from "./pack-bits.ts";
import type { Code } from "./segment-codes.ts";
import { codeItem, segmentCodes } from "./segment-codes.ts";
import { segmentationFrames } from "./segmentation-frames.ts";
import { sourceSlices } from "./source-slices.ts";

/** What one value of a mask stands for. */
export interface SegmentToWrite {
  /** The value of its voxels in the mask. */
  readonly value: number;
  /** At most 64 characters. */
  readonly label: string;
  readonly description?: string;
  /** The default is "Morphologically Abnormal Structure". */
  readonly category?: Code;
  /** The default is "Nodule". */
  readonly type?: Code;
  /** Where in the body; left out by default. */
  readonly region?: Code;
  /** Who drew it; the default is SEMIAUTOMATIC by "Hilum". A name is needed unless it is MANUAL. */
  readonly algorithm?: { readonly type: "AUTOMATIC" | "SEMIAUTOMATIC" | "MANUAL"; readonly name?: string };
}

export interface WriteSegmentationOptions {
  /** The files of the series that the mask lies on; their heads are enough. */
  readonly series: readonly DicomFile[];
  /** The default is one segment "Nodule" for the value 1. */
  readonly segments?: readonly SegmentToWrite[];
  /** The default is "Segmentation". */
  readonly seriesDescription?: string;
  readonly seriesNumber?: number;
  /** Up to 16 capitals, digits, blanks and underscores; the default is SEGMENTATION. */
  readonly contentLabel?: string;
  /** When it was made: YYYYMMDD and HHMMSS; the default is the date of the series, or 1900-01-01 if that has none. */
  readonly date?: { readonly date: string; readonly time: string };
  /** Goes into the UIDs: the same mask on the same series gets others with another seed. */
  readonly uidSeed?: string;
  /** The program's version, for the record; the default is "unknown". */
  readonly softwareVersion?: string;
}

const SEGMENTATION_STORAGE = "1.2.840.10008.5.1.4.1.1.66.4";

/**
 * A mask as a binary DICOM segmentation on its series: one frame for every slice that a segment has voxels on, with a reference to the
 * image it lies on; patient, study and frame of reference are those of the series. The same mask, series and options give the
 * same bytes: UIDs are derived from them, and no clock is read.
 *
 * @param mask - Voxels of the series' grid, or of a part of it, in any of its orientations; 0 is background.
 * @throws DicomError `grid-mismatch` if the mask lies on other voxels than the series' pixels; `unknown-label` and `empty-mask` if its
 * values are not those of `segments`; `bad-option`; `no-series`, `mixed-series`, `duplicate-slices` and
 * those of `sliceHeaders` for the series.
 * @see PS3.3, A.51 (IOD), C.8.20 (segmentation), C.7.6.16 and C.7.6.17 (functional groups, dimensions); PS3.5, 8.1.1 (packing)
 */
export function writeSegmentation(mask: Volume<Uint8Array>, options: WriteSegmentationOptions): Uint8Array {
  const { segments = [{ value: 1, label: "Nodule" }], series } = options;
  const { contentLabel = "SEGMENTATION", seriesDescription = "Segmentation" } = options;
  checkOptions(segments, contentLabel);
  const slices = sourceSlices(series);
  const frames = segmentationFrames(
    mask,
    slices,
    segments.map(({ value }) => value),
  );
  const pixels = packBits(frames.map((frame) => frame.pixels));
  const { dataset } = series[0];
  const { date, time } = options.date ?? sourceDate(dataset);
  const shown = frames.map(({ segment, slice }) => [segment, slice.header.sopInstanceUid, slice.header.frame]);
  const names = JSON.stringify([segments, contentLabel, seriesDescription, options.uidSeed, date, time, shown]);
  const uid = (what: string): string => derivedUid(`hilum ${what}`, names, pixels);
  const attributes: DicomAttributes = {
    ...copiedAttributes(dataset),
    SpecificCharacterSet: "ISO_IR 192",
    ImageType: ["DERIVED", "PRIMARY"],
    SOPClassUID: SEGMENTATION_STORAGE,
    SOPInstanceUID: uid("segmentation"),
    SeriesInstanceUID: uid("segmentation series"),
    SeriesNumber: options.seriesNumber ?? 100,
    SeriesDescription: seriesDescription,
    InstanceNumber: 1,
    Modality: "SEG",
    ContentDate: date,
    ContentTime: time,
    ContentLabel: contentLabel,
    ContentDescription: seriesDescription,
    ContentCreatorName: [],
    Manufacturer: "Hilum",
    ManufacturerModelName: "Hilum",
    DeviceSerialNumber: "none",
    SoftwareVersions: options.softwareVersion ?? "unknown",
    SegmentationType: "BINARY",
    SegmentsOverlap: "NO",
    SegmentSequence: segments.map(segmentItem),
    ReferencedSeriesSequence: [referencedSeries(frames, dataset.text("SeriesInstanceUID") ?? "")],
    SamplesPerPixel: 1,
    PhotometricInterpretation: "MONOCHROME2",
    NumberOfFrames: frames.length,
    Rows: frames[0].slice.plane.rows,
    Columns: frames[0].slice.plane.columns,
    BitsAllocated: 1,
    BitsStored: 1,
    HighBit: 0,
    PixelRepresentation: 0,
    ...dimensions(uid("dimensions")),
    SharedFunctionalGroupsSequence: [sharedGroups(slices)],
    PerFrameFunctionalGroupsSequence: perFrameGroups(frames, slices),
  };
  return writeDicom([...dicomElements(attributes), { tag: "7FE00010", vr: "OB", bytes: pixels }]);
}

function checkOptions(segments: readonly SegmentToWrite[], contentLabel: string): void {
  if (!/^[A-Z0-9 _]{1,16}$/.test(contentLabel))
    throw new DicomError(
      "bad-option",
      `The content label "${contentLabel.slice(0, 64)}" is none: up to 16 capitals, digits, blanks and underscores are needed.`,
    );
  const values = new Set(segments.map(({ value }) => value));
  const usable = segments.every(
    ({ value, label }) => Number.isInteger(value) && value >= 1 && /^[^\\]{1,64}$/.test(label),
  );
  if (segments.length === 0 || values.size < segments.length || !usable)
    throw new DicomError(
      "bad-option",
      `The segments ${segments.map(({ value, label }) => `${value} "${label}"`).join(", ")} are not usable: each needs a value ` +
        "of its own (1-255) and a label of 1 to 64 characters without a backslash.",
    );
  const nameless = segments.find(({ algorithm }) => algorithm && algorithm.type !== "MANUAL" && !algorithm.name);
  if (nameless !== undefined)
    throw new DicomError(
      "bad-option",
      `Segment "${nameless.label}" was not drawn by hand: its algorithm needs a name.`,
    );
}

function segmentItem(segment: SegmentToWrite, n: number): DicomAttributes {
  const { algorithm = { type: "SEMIAUTOMATIC", name: "Hilum" } } = segment;
  return {
    SegmentNumber: n + 1,
    SegmentLabel: segment.label,
    SegmentDescription: segment.description,
    SegmentAlgorithmType: algorithm.type,
    SegmentAlgorithmName: algorithm.type === "MANUAL" ? undefined : algorithm.name,
    SegmentedPropertyCategoryCodeSequence: [codeItem(segment.category ?? segmentCodes.morphologicallyAbnormal)],
    SegmentedPropertyTypeCodeSequence: [codeItem(segment.type ?? segmentCodes.nodule)],
    AnatomicRegionSequence: segment.region && [codeItem(segment.region)],
  };
}
