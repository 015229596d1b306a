import { open } from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";
import { DicomError, dicomKind, isDicom, parseDicom, readSegmentation, readStructureSet } from "@hilum/volume/dicom";
import type { Dataset, DicomKind } from "@hilum/volume/dicom";
import { StudyError } from "../../errors.ts";
import { openable } from "./byte-path.ts";
import type { BytePath } from "./byte-path.ts";

/** What a DICOM file is, for finding what belongs together. Everything here is the patient's and stays in memory. */
export interface FileHead {
  readonly kind: Exclude<DicomKind, "directory">;
  readonly patient: PatientIdentity;
  readonly studyUid: string;
  readonly seriesUid: string;
  readonly instanceUid: string;
  readonly modality: string;
  readonly frameOfReferenceUid: string;
  /** Of structures and segmentations: the image series that they were drawn on. */
  readonly drawnOn: readonly string[];
  readonly image: ImageHead;
}

/** Who it is, as the file says. */
export interface PatientIdentity {
  readonly id: string;
  readonly issuer: string;
  readonly name: string;
  readonly birthDate: string;
  readonly institution: string;
}

/** What the choice of a series looks at. */
export interface ImageHead {
  /** How the image came about, by Image Type. */
  readonly role: "original" | "derived" | "localiser" | "screen";
  readonly burnedIn: boolean;
  readonly frames: number;
  /** Slice thickness and, where the file gives it, the distance between slices; mm. */
  readonly thicknessMm: number | undefined;
  readonly spacingMm: number | undefined;
  /** Place along the normal of the slice, mm; undefined for several frames or where the file does not say. */
  readonly alongMm: number | undefined;
  readonly seriesNumber: number;
  /** Words about the series, for the phase of contrast. */
  readonly words: string;
  readonly contrast: boolean;
}

/** Nearly all headers end before; of the others the whole file is read. */
const HEAD_BYTES = 64 * 1024;
const MOST_BYTES = 1024 ** 3;

/** Reads heads with a buffer of its own, so that many files cost the memory of one. Undefined: no file of DICOM, or a list of them. */
export function headReader(): (path: BytePath) => Promise<FileHead | undefined> {
  const buffer = new Uint8Array(HEAD_BYTES);
  return async (path) => {
    const file = await open(openable(path));
    try {
      const { size } = await file.stat();
      const { bytesRead } = await file.read(buffer, 0, HEAD_BYTES, 0);
      const beginning = buffer.subarray(0, bytesRead);
      if (!isDicom(beginning)) return refuseDamaged(path, size);
      let head: FileHead | undefined;
      try {
        head = headOf(parseDicom(beginning, { headOnly: true }), size);
      } catch (error) {
        if (!(error instanceof DicomError) || bytesRead === size) throw error;
      }
      if (head?.kind === "ct" || head?.kind === "other") return head;
      const whole = await readWhole(file, size);
      head ??= headOf(parseDicom(whole, { headOnly: true }), size);
      return head && { ...head, ...linksOf(whole, head.kind) };
    } finally {
      await file.close();
    }
  };
}

async function readWhole(file: FileHandle, size: number): Promise<Uint8Array> {
  if (size > MOST_BYTES) throw new StudyError("dicom-file", `The file has ${size} bytes; at most 1 GiB is read.`);
  const whole = new Uint8Array(size);
  await file.read(whole, 0, size, 0);
  return whole;
}

/** Which images a mask was drawn on. */
function linksOf(whole: Uint8Array, kind: FileHead["kind"]): Partial<FileHead> {
  if (kind !== "structure-set" && kind !== "segmentation") return {};
  const file = parseDicom(whole);
  const { seriesUids, frameOfReferenceUid } =
    kind === "structure-set" ? readStructureSet(file) : readSegmentation(file);
  return { drawnOn: seriesUids, ...(frameOfReferenceUid !== undefined && { frameOfReferenceUid }) };
}

/** A file that is no DICOM is none of ours, unless its name says that it should be. */
function refuseDamaged(path: BytePath, size: number): undefined {
  if (!/\.(dcm|dicom|ima)$/i.test(path)) return undefined;
  throw new StudyError(
    "dicom-file",
    size === 0 ? "The file is empty." : `The file (${size} bytes) has a name like DICOM, but its content is none.`,
  );
}

function headOf(
  { dataset, transferSyntax, pixelElement }: ReturnType<typeof parseDicom>,
  size: number,
): FileHead | undefined {
  const kind = dicomKind(dataset);
  if (kind === "directory") return undefined;
  const needed = { studyUid: dataset.text("StudyInstanceUID"), seriesUid: dataset.text("SeriesInstanceUID") };
  if (kind !== "other" && needed.seriesUid === undefined)
    throw new StudyError(
      "dicom-file",
      "The file does not say to which series it belongs (Series Instance UID is missing).",
    );
  const deflated = transferSyntax === "1.2.840.10008.1.2.1.99";
  if (kind === "ct" && pixelElement === undefined) throw new StudyError("dicom-file", "The image has no pixels.");
  if (kind === "ct" && !deflated && pixelElement !== undefined && pixelElement.end > size)
    throw new StudyError(
      "dicom-file",
      `The file was cut short: it has ${size} bytes, its pixels should reach to byte ${pixelElement.end}.`,
    );
  return {
    kind,
    patient: patientOf(dataset),
    studyUid: needed.studyUid ?? needed.seriesUid ?? "",
    seriesUid: needed.seriesUid ?? "",
    instanceUid: dataset.text("SOPInstanceUID") ?? "",
    modality: dataset.text("Modality") ?? "",
    frameOfReferenceUid: dataset.text("FrameOfReferenceUID") ?? "",
    drawnOn: [],
    image: imageHead(dataset),
  };
}

function patientOf(dataset: Dataset): PatientIdentity {
  return {
    id: dataset.text("PatientID") ?? "",
    issuer: dataset.text("IssuerOfPatientID") ?? "",
    name: dataset.text("PatientName") ?? "",
    birthDate: dataset.text("PatientBirthDate") ?? "",
    institution: dataset.text("InstitutionName") ?? "",
  };
}

function imageHead(dataset: Dataset): ImageHead {
  const words = ["SeriesDescription", "ContrastBolusAgent"] as const;
  return {
    role: roleOf(dataset.texts("ImageType").map((value) => value.toUpperCase())),
    burnedIn: dataset.text("BurnedInAnnotation")?.toUpperCase() === "YES",
    frames: dataset.number("NumberOfFrames") ?? 1,
    thicknessMm: dataset.number("SliceThickness") ?? measure(dataset, "SliceThickness"),
    spacingMm: dataset.number("SpacingBetweenSlices") ?? measure(dataset, "SpacingBetweenSlices"),
    alongMm: alongNormal(dataset.numbers("ImagePositionPatient"), dataset.numbers("ImageOrientationPatient")),
    seriesNumber: dataset.number("SeriesNumber") ?? Number.MAX_SAFE_INTEGER,
    words: words.map((keyword) => dataset.text(keyword) ?? "").join(" "),
    contrast: dataset.has("ContrastBolusAgent"),
  };
}

/** Of an enhanced image: measures that all frames share. */
function measure(dataset: Dataset, keyword: "SliceThickness" | "SpacingBetweenSlices"): number | undefined {
  const shared = dataset.items("SharedFunctionalGroupsSequence")[0];
  const frame = shared ?? dataset.items("PerFrameFunctionalGroupsSequence")[0];
  return frame?.items("PixelMeasuresSequence")[0]?.number(keyword);
}

function roleOf(imageType: readonly string[]): ImageHead["role"] {
  if (imageType.some((value) => /SCREEN|REPORT|DOSE/.test(value))) return "screen";
  if (imageType.some((value) => value.startsWith("LOCALI") || value === "SCOUT" || value === "TOPOGRAM"))
    return "localiser";
  const derived =
    imageType[0] === "DERIVED" ||
    imageType.some((value) => /^(MPR|REFORMATTED|PROJECTION IMAGE|MIP|3D|VRT)/.test(value));
  return derived ? "derived" : "original";
}

function alongNormal(position: readonly number[], orientation: readonly number[]): number | undefined {
  const [x, y, z] = position;
  const [a, b, c, d, e, f] = orientation;
  if (x === undefined || y === undefined || z === undefined || a === undefined || b === undefined) return undefined;
  if (c === undefined || d === undefined || e === undefined || f === undefined) return undefined;
  const along = x * (b * f - c * e) + y * (c * d - a * f) + z * (a * e - b * d);
  return Number.isFinite(along) ? along : undefined;
}
