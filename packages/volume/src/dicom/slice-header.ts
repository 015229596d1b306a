import type { Keyword } from "./attributes.ts";
import type { Dataset, DicomFile } from "./dataset.ts";
import { DicomError } from "./dataset.ts";
import { quoted } from "./quoted.ts";
import { transferSyntaxes } from "./transfer-syntax.ts";

/** One slice: what a file, or a frame of a multi-frame file, says about its image. Plain values, so that it can be stored or sent. */
export interface SliceHeader {
  /** Name of the file, for messages; as it was given. */
  readonly name?: string;
  readonly sopClassUid: string;
  readonly sopInstanceUid: string;
  readonly seriesUid: string;
  readonly studyUid: string;
  readonly frameOfReferenceUid?: string;
  readonly modality?: string;
  readonly seriesDescription?: string;
  readonly imageType: readonly string[];
  readonly instanceNumber?: number;
  /** Place of the frame in its file, from 0, of so many. */
  readonly frame: number;
  readonly frameCount: number;
  readonly rows: number;
  readonly columns: number;
  /** Distance between rows, then between columns, mm. */
  readonly spacing?: readonly [row: number, column: number];
  /** Centre of the first pixel, LPS mm. */
  readonly position?: readonly [number, number, number];
  /** Direction along a row (rising column number), then along a column. */
  readonly orientation?: readonly [number, number, number, number, number, number];
  readonly sliceThickness?: number;
  readonly gantryTilt?: number;
  readonly slope: number;
  readonly intercept: number;
  readonly bits: {
    readonly allocated: number;
    readonly stored: number;
    readonly high: number;
    readonly signed: boolean;
  };
  /** True if the pixels are floating-point numbers. */
  readonly floating: boolean;
  readonly samplesPerPixel: number;
  readonly photometric: string;
  readonly transferSyntax: string;
  /** True if the image was once compressed with loss. */
  readonly lossy: boolean;
}

/** A multi-frame file has at most some thousand frames; more are damage. */
const MOST_FRAMES = 16_384;

/**
 * The slices of a file: one for a classic image, one per frame for an enhanced multi-frame image, whose geometry and rescaling stand
 * in functional groups. Position, orientation and spacing may be absent (secondary captures); `seriesGeometry` asks for them.
 *
 * @param name - The file's name, for messages.
 * @throws DicomError `not-an-image` without rows and columns; `dicom-header` if sizes or bits contradict each other or a UID is missing.
 * @see PS3.3, C.7.6.2, C.7.6.3, C.7.6.16, C.11.1
 */
export function sliceHeaders({ dataset, transferSyntax }: DicomFile, name?: string): SliceHeader[] {
  const rows = dataset.number("Rows");
  const columns = dataset.number("Columns");
  if (rows === undefined || columns === undefined)
    throw new DicomError(
      "not-an-image",
      `The file${named(name)} holds no image: it has no rows and columns (SOP class ${quoted(dataset.text("SOPClassUID") ?? "")}).`,
    );
  const bits = pixelBits(dataset, name);
  const frameCount = dataset.number("NumberOfFrames") ?? 1;
  if (rows < 1 || columns < 1 || !Number.isInteger(frameCount) || frameCount < 1 || frameCount > MOST_FRAMES)
    throw new DicomError(
      "dicom-header",
      `The file${named(name)} has ${columns} columns, ${rows} rows and ${frameCount} frames; this is no image.`,
    );
  const common = {
    ...(name === undefined ? {} : { name }),
    sopClassUid: required(dataset, "SOPClassUID", name),
    sopInstanceUid: required(dataset, "SOPInstanceUID", name),
    seriesUid: required(dataset, "SeriesInstanceUID", name),
    studyUid: dataset.text("StudyInstanceUID") ?? "",
    frameOfReferenceUid: dataset.text("FrameOfReferenceUID"),
    modality: dataset.text("Modality"),
    seriesDescription: dataset.text("SeriesDescription"),
    instanceNumber: dataset.number("InstanceNumber"),
    frameCount,
    rows,
    columns,
    gantryTilt: dataset.number("GantryDetectorTilt"),
    bits,
    floating: dataset.has("FloatPixelData") || dataset.has("DoubleFloatPixelData"),
    samplesPerPixel: dataset.number("SamplesPerPixel") ?? 1,
    photometric: dataset.text("PhotometricInterpretation") ?? "MONOCHROME2",
    transferSyntax,
    lossy: dataset.text("LossyImageCompression") === "01" || transferSyntaxes.get(transferSyntax)?.lossy === true,
  };
  const perFrame = dataset.items("PerFrameFunctionalGroupsSequence");
  const shared = dataset.items("SharedFunctionalGroupsSequence");
  if (perFrame.length !== frameCount && perFrame.length > 0)
    throw new DicomError(
      "dicom-header",
      `The file${named(name)} has ${frameCount} frames, but functional groups for ${perFrame.length}. Ask for another copy.`,
    );
  // A frame's own group goes before the shared one, and what stands there before the file's own attributes.
  const ofFile = plane([...shared, dataset], name);
  return Array.from({ length: frameCount }, (_, frame) => {
    const own = perFrame.length > 0 ? plane([perFrame[frame], ...shared, dataset], name) : ofFile;
    // Four times as fast as spreading, which counts with thousands of frames.
    return Object.assign({}, common, own, { frame });
  });
}

/** What may differ from frame to frame, from the first place that tells it. */
function plane(places: readonly Dataset[], name: string | undefined) {
  const numbers = (sequence: Keyword, keyword: Keyword, count: number): readonly number[] | undefined => {
    for (const place of places) {
      const group = place.items(sequence)[0] ?? place;
      const values = group.numbers(keyword);
      if (values.length === 0) continue;
      if (values.length >= count && values.slice(0, count).every(Number.isFinite)) return values;
      throw new DicomError(
        "dicom-header",
        `${keyword} is ${quoted(group.texts(keyword).join("\\"))} in the file${named(name)}; ` +
          `${count === 1 ? "a number is" : `${count} numbers are`} needed. Ask for another copy.`,
      );
    }
    return undefined;
  };
  const one = (sequence: Keyword, keyword: Keyword): number | undefined => numbers(sequence, keyword, 1)?.[0];
  const spacing = numbers("PixelMeasuresSequence", "PixelSpacing", 2);
  const position = numbers("PlanePositionSequence", "ImagePositionPatient", 3);
  const orientation = numbers("PlaneOrientationSequence", "ImageOrientationPatient", 6);
  const imageTypes = places.map(
    (place) => place.items("CTImageFrameTypeSequence")[0]?.texts("FrameType") ?? place.texts("ImageType"),
  );
  return {
    imageType: imageTypes.find((type) => type.length > 0) ?? [],
    spacing: spacing && ([spacing[0], spacing[1]] as const),
    position: position && ([position[0], position[1], position[2]] as const),
    orientation:
      orientation &&
      ([orientation[0], orientation[1], orientation[2], orientation[3], orientation[4], orientation[5]] as const),
    sliceThickness: one("PixelMeasuresSequence", "SliceThickness"),
    slope: one("PixelValueTransformationSequence", "RescaleSlope") ?? 1,
    intercept: one("PixelValueTransformationSequence", "RescaleIntercept") ?? 0,
  };
}

function pixelBits(dataset: Dataset, name: string | undefined): SliceHeader["bits"] {
  const allocated = dataset.number("BitsAllocated") ?? 16;
  const stored = dataset.number("BitsStored") ?? allocated;
  const high = dataset.number("HighBit") ?? stored - 1;
  if (stored < 1 || stored > allocated || high < stored - 1 || high >= allocated)
    throw new DicomError(
      "dicom-header",
      `The file${named(name)} stores ${stored} bits up to bit ${high} in ${allocated} allocated ones; they do not fit.`,
    );
  return { allocated, stored, high, signed: dataset.number("PixelRepresentation") === 1 };
}

function required(dataset: Dataset, keyword: Keyword, name: string | undefined): string {
  const text = dataset.text(keyword);
  if (text === undefined)
    throw new DicomError(
      "dicom-header",
      `The file${named(name)} has no ${keyword}, which tells images apart. Leave it out.`,
    );
  return text;
}

function named(name: string | undefined): string {
  return name === undefined ? "" : ` ${name}`;
}
