import { open, readFile, stat } from "node:fs/promises";
import { basename, relative } from "node:path";
import type { Grid, Volume } from "@hilum/volume";
import {
  dicomKind,
  parseDicom,
  readSegmentation,
  readStructureSet,
  seriesGeometry,
  sliceHeaders,
} from "@hilum/volume/dicom";
import type { ParsedDicom } from "@hilum/volume/dicom";
import { messageOf } from "../../errors.ts";
import { openable, shownPath } from "../import/byte-path.ts";
import type { BytePath } from "../import/byte-path.ts";
import { scanFolder } from "../import/scan.ts";
import type { ScannedSeries } from "../import/scan.ts";
import { silent } from "../progress.ts";
import type { Progress } from "../progress.ts";
import { decodeImage } from "./decode-image.ts";
import { namingErrors, readStoredImage } from "./stored-image.ts";
import type { StoredImage } from "./stored-image.ts";

/** A volume: where it lies and what its voxels hold. */
export interface ImageInfo {
  readonly kind: "image";
  readonly format: string;
  readonly grid: Grid;
  /** Type of the voxels in memory. */
  readonly voxelType: string;
  readonly range: readonly [least: number, greatest: number];
  /** Of an image with few different whole numbers, probably a mask: voxels by value, without 0. */
  readonly labels?: Readonly<Record<string, number>>;
  readonly warnings: readonly string[];
}

/** The regions of an RTSTRUCT or DICOM SEG. */
export interface RegionsInfo {
  readonly kind: "structure-set" | "segmentation";
  readonly name: string;
  /** Series that they were drawn on. */
  readonly drawnOn: readonly string[];
  /** `parts`: contours of a structure, slices of a segment. */
  readonly regions: readonly { readonly number: number; readonly name: string; readonly parts: number }[];
}

export interface SeriesInfo {
  readonly uid: string;
  readonly modality: string;
  readonly images: number;
  readonly description: string;
  readonly sliceMm?: number | undefined;
  /** Why it is no volume, or what else is wrong with it. */
  readonly problems: readonly string[];
  readonly grid?: Grid;
}

/** What lies below a folder. */
export interface FolderInfo {
  readonly kind: "folder";
  readonly files: number;
  /** Files that are no DICOM, of whatever kind; these are looked at one by one. */
  readonly notDicom: number;
  readonly patients: number;
  readonly series: readonly SeriesInfo[];
  readonly masks: readonly (RegionsInfo & { readonly file: string })[];
  readonly problems: readonly { readonly file: string; readonly problem: string }[];
}

export type PathInfo = ImageInfo | RegionsInfo | FolderInfo;

/** Nearly all headers end before. */
const HEAD_BYTES = 64 * 1024;
/** More different values than this are no mask. */
const mostLabels = 32;

/** Says what a file or folder holds: geometry, series, regions, problems. It names no patients. */
export async function pathInfo(path: string, progress: Progress = silent): Promise<PathInfo> {
  const isFolder = await stat(path).then(
    (status) => status.isDirectory(),
    () => false,
  );
  if (isFolder) return folderInfo(path, progress);
  const stored = await readStoredImage({ path, name: basename(path) });
  return (stored.format === "dicom" && regionsOf(stored)) || imageInfo(stored);
}

async function imageInfo(stored: StoredImage): Promise<ImageInfo> {
  const { volume, warnings } = await decodeImage(stored);
  const { data, grid } = volume;
  let least = Infinity;
  let greatest = -Infinity;
  for (const value of data) {
    if (value < least) least = value;
    if (value > greatest) greatest = value;
  }
  const labels = labelsOf(volume);
  const voxelType = data.constructor.name.replace("Array", "").toLowerCase();
  return {
    kind: "image",
    format: stored.format,
    grid,
    voxelType,
    range: [least, greatest],
    ...(labels && { labels }),
    warnings,
  };
}

function labelsOf({ data }: Volume): Record<string, number> | undefined {
  const counts = new Map<number, number>();
  for (const value of data) {
    if (value === 0) continue;
    counts.set(value, (counts.get(value) ?? 0) + 1);
    if (counts.size > mostLabels || !Number.isInteger(value)) return undefined;
  }
  return Object.fromEntries([...counts].sort(([a], [b]) => a - b));
}

function regionsOf({ name, files }: StoredImage): RegionsInfo | undefined {
  return namingErrors(name, () => regionsInfo(parseDicom(files[0]!.bytes)));
}

function regionsInfo(file: ParsedDicom): RegionsInfo | undefined {
  const kind = dicomKind(file.dataset);
  if (kind === "structure-set") {
    const { label, rois, seriesUids } = readStructureSet(file);
    const regions = rois.map(({ number, name, contours }) => ({ number, name, parts: contours.length }));
    return { kind, name: label, drawnOn: seriesUids, regions };
  }
  if (kind === "segmentation") {
    const { label, segments, frames, seriesUids } = readSegmentation(file);
    const partsOf = (number: number) => frames.filter(({ segment }) => (segment ?? number) === number).length;
    const regions = segments.map(({ number, label: name }) => ({ number, name, parts: partsOf(number) }));
    return { kind, name: label, drawnOn: seriesUids, regions };
  }
  return undefined;
}

async function folderInfo(root: string, progress: Progress): Promise<FolderInfo> {
  const scan = await scanFolder(root, { progress });
  const shown = (file: BytePath): string => relative(root, shownPath(file)) || basename(root);
  const problems = scan.problems.map(({ file, problem }) => ({ file: shown(file), problem }));
  const masks: (RegionsInfo & { file: string })[] = [];
  for (const { file } of scan.masks)
    try {
      const regions = regionsInfo(parseDicom(await readFile(openable(file))));
      if (regions) masks.push({ file: shown(file), ...regions });
    } catch (error) {
      problems.push({ file: shown(file), problem: messageOf(error) });
    }
  progress.start("check series", scan.series.length);
  const series: SeriesInfo[] = [];
  for (const one of scan.series) {
    series.push(await seriesInfo(one, root));
    progress.advance();
  }
  return {
    kind: "folder",
    files: scan.files,
    notDicom: scan.notDicom,
    patients: scan.patients.size,
    series,
    masks,
    problems,
  };
}

async function seriesInfo(
  { uid, modality, images, image, sliceMm, files }: ScannedSeries,
  root: string,
): Promise<SeriesInfo> {
  const known = { uid, modality, images, description: image.words.trim(), sliceMm };
  try {
    const headers = [];
    for (const file of files) {
      const name = relative(root, shownPath(file));
      headers.push(...sliceHeaders(await readHead(file), name));
    }
    const { grid, warnings } = seriesGeometry(headers);
    return { ...known, grid, problems: warnings };
  } catch (error) {
    return { ...known, problems: [messageOf(error)] };
  }
}

/** The attributes of an image; the beginning of its file is nearly always enough. */
async function readHead(path: BytePath): Promise<ParsedDicom> {
  const file = await open(openable(path));
  try {
    const { bytesRead, buffer } = await file.read(new Uint8Array(HEAD_BYTES), 0, HEAD_BYTES, 0);
    try {
      return parseDicom(buffer.subarray(0, bytesRead), { headOnly: true });
    } catch (error) {
      if (bytesRead < HEAD_BYTES) throw error;
      return parseDicom(await readFile(openable(path)), { headOnly: true });
    }
  } finally {
    await file.close();
  }
}
