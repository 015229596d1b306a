import type { Dataset } from "../dataset.ts";
import { DicomError } from "../dataset.ts";
import { quoted } from "../quoted.ts";
import type { Keyword } from "../attributes.ts";
import type { ParsedDicom } from "../parse-dicom.ts";
import type { SliceMeasures } from "./frames-grid.ts";
import { readPlane } from "./plane.ts";
import { segmentationPixels } from "./segmentation-pixels.ts";
import type { Segment, Segmentation, SegmentationFrame } from "./segmentation.ts";

const SEGMENTATION_STORAGE = "1.2.840.10008.5.1.4.1.1.66.4";
const LABEL_MAP_STORAGE = "1.2.840.10008.5.1.4.1.1.66.7";
const types = ["BINARY", "FRACTIONAL", "LABELMAP"] as const;

/**
 * The segments and frames of a DICOM SEG file: binary, fractional or label map; uncompressed, deflated, RLE or lossless JPEG. Its
 * head is enough to see what it holds: pixel data are looked at when a frame's pixels are asked for.
 *
 * @throws DicomError `not-a-segmentation`; `damaged-segmentation` if its parts contradict each other; `damaged-geometry` if a
 * frame has no place in the patient (segmentations of microscope slides have none).
 * @see PS3.3, A.51, C.8.20; C.7.6.16 (functional groups)
 */
export function readSegmentation(file: ParsedDicom): Segmentation {
  const { dataset } = file;
  const sopClass = dataset.text("SOPClassUID");
  if (sopClass !== SEGMENTATION_STORAGE && sopClass !== LABEL_MAP_STORAGE)
    throw new DicomError(
      "not-a-segmentation",
      `The file is no DICOM segmentation: its modality is ${quoted(dataset.text("Modality") ?? "")}, its SOP class ` +
        `${quoted(sopClass ?? "")}; ${SEGMENTATION_STORAGE} is needed.`,
    );
  const written = dataset.text("SegmentationType");
  const type = types.find((one) => one === written);
  if (type === undefined)
    throw damaged(`its segmentation type is ${quoted(written ?? "")}; ${types.join(", ")} are known`);
  const segments = readSegments(dataset);
  const frames = readFrames(dataset, type, segments);
  const frameOfReferenceUid = dataset.text("FrameOfReferenceUID");
  return {
    type,
    label: dataset.text("ContentLabel") ?? "",
    segments,
    frames,
    seriesUids: [
      ...new Set(dataset.items("ReferencedSeriesSequence").flatMap((item) => item.texts("SeriesInstanceUID"))),
    ],
    ...(frameOfReferenceUid !== undefined && { frameOfReferenceUid }),
    maximumFractionalValue: type === "FRACTIONAL" ? fractionalMaximum(dataset) : 1,
    slices: sliceMeasures(dataset),
    pixels: segmentationPixels(file, type, frames.length),
  };
}

function readSegments(dataset: Dataset): Segment[] {
  const segments = dataset.items("SegmentSequence").map((item, n): Segment => {
    const number = item.number("SegmentNumber");
    if (number === undefined) throw damaged(`segment ${n + 1} has no number`);
    const algorithmType = item.text("SegmentAlgorithmType");
    const category = item.items("SegmentedPropertyCategoryCodeSequence")[0]?.text("CodeMeaning");
    const type = item.items("SegmentedPropertyTypeCodeSequence")[0]?.text("CodeMeaning");
    return {
      number,
      label: item.text("SegmentLabel") ?? "",
      ...(algorithmType !== undefined && { algorithmType }),
      ...(category !== undefined && { category }),
      ...(type !== undefined && { type }),
    };
  });
  const numbers = new Set(segments.map(({ number }) => number));
  if (segments.length === 0) throw damaged("it describes 0 segments");
  if (numbers.size < segments.length)
    throw damaged(`its ${segments.length} segments have ${numbers.size} different numbers`);
  return segments;
}

function readFrames(dataset: Dataset, type: Segmentation["type"], segments: readonly Segment[]): SegmentationFrame[] {
  const [rows, columns] = [dataset.number("Rows") ?? 0, dataset.number("Columns") ?? 0];
  if (!(rows > 0 && columns > 0)) throw damaged(`its frames have ${rows} rows and ${columns} columns`);
  const groups = dataset.items("PerFrameFunctionalGroupsSequence");
  const announced = dataset.number("NumberOfFrames");
  if (groups.length === 0 || groups.length !== announced)
    throw damaged(`it announces ${announced ?? "no"} frames and describes ${groups.length}`);
  const [shared] = dataset.items("SharedFunctionalGroupsSequence");
  const numbers = new Set(segments.map(({ number }) => number));
  return groups.map((group, n) => {
    const frame = `Frame ${n + 1} of the segmentation`;
    const macro = (keyword: Keyword): Dataset | undefined => group.items(keyword)[0] ?? shared?.items(keyword)[0];
    const segment = macro("SegmentIdentificationSequence")?.number("ReferencedSegmentNumber");
    if (type !== "LABELMAP" && (segment === undefined || !numbers.has(segment)))
      throw damaged(`frame ${n + 1} belongs to segment ${segment ?? "(none)"}, which is not described`);
    const from = {
      position: macro("PlanePositionSequence"),
      orientation: macro("PlaneOrientationSequence"),
      measures: macro("PixelMeasuresSequence"),
    };
    return { segment: type === "LABELMAP" ? undefined : segment, plane: readPlane(from, columns, rows, frame) };
  });
}

function sliceMeasures(dataset: Dataset): SliceMeasures {
  const [measures] = (["SharedFunctionalGroupsSequence", "PerFrameFunctionalGroupsSequence"] as const).flatMap(
    (groups) => dataset.items(groups)[0]?.items("PixelMeasuresSequence") ?? [],
  );
  const [spacing, thickness] = [measures?.number("SpacingBetweenSlices"), measures?.number("SliceThickness")];
  return {
    ...(spacing !== undefined && spacing > 0 && { spacing }),
    ...(thickness !== undefined && thickness > 0 && { thickness }),
  };
}

function fractionalMaximum(dataset: Dataset): number {
  const maximum = dataset.number("MaximumFractionalValue");
  if (maximum === undefined || !(maximum > 0))
    throw damaged(`its largest fractional value is ${maximum ?? "missing"}; a number above 0 is needed`);
  return maximum;
}

function damaged(why: string): DicomError {
  return new DicomError("damaged-segmentation", `The DICOM segmentation is damaged: ${why}. Export it again.`);
}
