import type { Grid, Volume } from "@hilum/volume";
import {
  dicomKind,
  parseDicom,
  readSegmentation,
  readStructureSet,
  roiMask,
  segmentMask,
  selectRoi,
} from "@hilum/volume/dicom";
import type { ParsedDicom } from "@hilum/volume/dicom";
import { StudyError } from "../../errors.ts";
import { decodeImage } from "./decode-image.ts";
import type { DecodedImage } from "./decode-image.ts";
import { namedError } from "./stored-image.ts";
import type { StoredImage } from "./stored-image.ts";

/** Which of several lesions a mask file is asked for. */
export interface MaskChoice {
  /** Value of the lesion's voxels, or number of the segment in a DICOM SEG. */
  readonly label?: number | undefined;
  /** Name of the ROI in an RTSTRUCT, or label of the segment in a DICOM SEG. */
  readonly roi?: string | undefined;
}

/** What a mask file gives: voxels with values, or one region that was already chosen. */
export interface DecodedMask {
  readonly mask: Volume;
  /** True if the mask is that of the wanted region alone, so that no label is to be chosen. */
  readonly chosen: boolean;
  readonly warnings: readonly string[];
}

/**
 * The mask in the bytes of a file or folder; of an RTSTRUCT or DICOM SEG the wanted region, on the image's grid.
 *
 * @throws StudyError `volume-file` that names the file, lists the regions where none or a wrong one was named, or says that the region
 * belongs to another image; `roi` if a region was named for a file without names.
 */
export async function decodeMask(
  stored: StoredImage,
  image: DecodedImage,
  choice: MaskChoice = {},
): Promise<DecodedMask> {
  try {
    const regions = stored.format === "dicom" ? regionFile(stored) : undefined;
    if (regions !== undefined) return regions.read(regions.file, image, choice);
    if (choice.roi !== undefined) throw noNames(stored.name, choice.roi);
    const { volume, warnings } = await decodeImage(stored);
    return { mask: volume, chosen: false, warnings };
  } catch (error) {
    throw namedError(stored.name, error);
  }
}

/**
 * The numbers of the segments in the bytes of a DICOM SEG; undefined for a file whose voxels have values.
 *
 * @throws StudyError `roi` for an RTSTRUCT: its regions have names, and may overlap.
 */
export function segmentNumbers(stored: StoredImage): number[] | undefined {
  const regions = stored.format === "dicom" ? regionFile(stored) : undefined;
  if (regions === undefined) return undefined;
  if (regions.read === maskOfSegmentation) return readSegmentation(regions.file).segments.map(({ number }) => number);
  throw new StudyError(
    "roi",
    `${stored.name}: the regions of an RTSTRUCT have names, not labels. Name one with --roi instead of --label all.`,
  );
}

/** The error for a region's name where there are none. */
export function noNames(file: string, roi: string): StudyError {
  return new StudyError(
    "roi",
    `${file}: a ROI is asked for by name ("${roi}"), but the file is no RTSTRUCT or DICOM SEG. Give its --label instead.`,
  );
}

const readers = { "structure-set": maskOfStructureSet, segmentation: maskOfSegmentation };

/** The RTSTRUCT or SEG among the files; undefined if there are images only. */
function regionFile({ name, files }: StoredImage) {
  const found = files.flatMap((one) => {
    const file = parseDicom(one.bytes);
    const kind = dicomKind(file.dataset);
    return kind === "structure-set" || kind === "segmentation" ? [{ name: one.name, file, read: readers[kind] }] : [];
  });
  if (found.length > 1)
    throw new StudyError(
      "volume-file",
      `${name}: the folder holds ${found.length} structure sets or segmentations (${found
        .slice(0, 5)
        .map((one) => one.name)
        .join(", ")}${found.length > 5 ? ", ..." : ""}). Give one of these files.`,
    );
  return found[0];
}

function maskOfStructureSet(file: ParsedDicom, image: DecodedImage, { roi }: MaskChoice): DecodedMask {
  const structureSet = readStructureSet(file);
  const wanted = selectRoi(structureSet, roi);
  const frameOfReferenceUid = wanted.frameOfReferenceUid ?? structureSet.frameOfReferenceUid;
  const warnings = linkWarnings({ seriesUids: structureSet.seriesUids, frameOfReferenceUid }, image);
  return { mask: roiMask(wanted, image.volume.grid, warnings), chosen: true, warnings };
}

function maskOfSegmentation(file: ParsedDicom, image: DecodedImage, { label, roi }: MaskChoice): DecodedMask {
  const segmentation = readSegmentation(file);
  const warnings = linkWarnings(segmentation, image);
  const grid: Grid = image.volume.grid;
  const segment = roi ?? label;
  return {
    mask: segmentMask(segmentation, { grid, ...(segment !== undefined && { segment }) }),
    chosen: true,
    warnings,
  };
}

interface Link {
  readonly seriesUids: readonly string[];
  readonly frameOfReferenceUid?: string | undefined;
}

/** Contours are points in a patient's frame of reference: on an image of another one they would mean nothing. */
function linkWarnings({ seriesUids, frameOfReferenceUid }: Link, { series }: DecodedImage): string[] {
  if (series === undefined || seriesUids.includes(series.uid)) return [];
  const frames = [frameOfReferenceUid, series.frameOfReferenceUid];
  if (frames.every((frame) => frame !== undefined) && frames[0] !== frames[1])
    throw new StudyError(
      "other-image",
      `The regions were drawn on ${seriesUids.length > 0 ? `series ${seriesUids[0]}` : "another image"} (frame of reference ${frames[0]}); the ` +
        `image is series ${series.uid} (frame of reference ${frames[1]}). Give the image that they were drawn on.`,
    );
  return seriesUids.length === 0
    ? []
    : [`The regions were drawn on another series (${seriesUids[0]}) than the image (${series.uid}).`];
}
