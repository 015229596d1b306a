import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { Volume } from "@hilum/volume";
import { deidentifyDicom, identifyingTexts, readDicomSeries } from "@hilum/volume/dicom";
import type { DicomVolume } from "@hilum/volume/dicom";
import { writeNifti } from "@hilum/volume/nifti";
import { nodeWasm } from "@hilum/volume/node";
import { messageOf } from "../../errors.ts";
import { writeFileAtomic } from "../atomic-file.ts";
import { decodeInPool } from "../images/decode-series.ts";
import type { WorkerPool } from "../worker-pool.ts";
import { acquisitionOf } from "./acquisition-columns.ts";
import { openable } from "./byte-path.ts";
import type { BytePath } from "./byte-path.ts";
import { caseOf, nextCase } from "./case-ids.ts";
import { discreet } from "./discreet.ts";
import type { ImportKey } from "./import-key.ts";
import type { ImportState } from "./import-state.ts";
import { regionMasks } from "./region-masks.ts";
import type { RegionMask } from "./region-masks.ts";
import type { ScannedMask, ScannedSeries } from "./scan.ts";

/** A series that was chosen, and what it becomes. */
export interface SeriesTask {
  readonly series: ScannedSeries;
  readonly masks: readonly ScannedMask[];
  /** Why it was chosen. */
  readonly note: string;
  /** New names. */
  readonly patient: string;
  readonly centre: string;
}

export interface ImportContext {
  readonly out: string;
  readonly key: ImportKey;
  readonly state: ImportState;
  /** Names of regions that are wanted. */
  readonly roi: readonly string[];
  /** Also write the series as de-identified DICOM. */
  readonly dicom: boolean;
  /** Decodes compressed slices. */
  readonly pool: WorkerPool;
}

/** What was done with one series. */
export interface SeriesOutcome {
  /** Cases that are new or were renewed. */
  readonly cases: readonly string[];
  readonly problems: readonly { readonly problem: string; readonly file: BytePath }[];
}

const gzipped = promisify(gzip);

/**
 * Imports one series with its masks: volume, masks, rows. What an earlier import did is not done again; a series that has another
 * number of images than then is.
 */
export async function importSeries(task: SeriesTask, context: ImportContext): Promise<SeriesOutcome> {
  const { series, patient } = task;
  const { key, state, out, dicom } = context;
  const hash = key.hash("series", series.uid);
  const done = state.series[hash];
  const imageDone =
    done !== undefined && done.images === series.images && (done.dicom || !dicom) && existsSync(join(out, done.image));
  const wish = context.roi.join("\n");
  const pending = task.masks.filter(
    ({ uid }) => !imageDone || state.masks[key.hash("mask", uid)] !== wishHash(key, wish),
  );
  const problems: { problem: string; file: BytePath }[] = [];
  if (imageDone && pending.length === 0) return { cases: [], problems };

  let identifiers: readonly string[] = [];
  const report = (problem: string, file: BytePath) => problems.push({ file, problem });
  try {
    const files = await Promise.all(series.files.map((file) => readFile(openable(file))));
    identifiers = identifyingTexts(files[0]!);
    const volume = await readDicomSeries(files, {
      wasm: nodeWasm,
      decodeCompressed: (slices) => decodeInPool(slices, context.pool),
    });
    const clean = deidentifyDicom(files[0]!, { key: key.bytes, patient }).bytes;
    const masks = await masksOf(pending, volume, context.roi, report);
    const columns = { ...acquisitionOf(clean, series, volume), patient, centre: task.centre };
    const made = masks.map(({ mask, region }) => ({
      region,
      mask,
      id: regionCase(state, key, hash, mask, region.region, patient),
    }));
    if (made.length === 0 && !Object.values(state.cases).some((one) => one.series === hash)) {
      state.cases[nextCase(state, patient)] = { series: hash, mask: "", region: 0 };
    }
    const ids = Object.entries(state.cases).flatMap(([id, one]) => (one.series === hash ? [id] : []));
    const image = done?.image ?? `images/${ids[0]!}.nii.gz`;
    if (!imageDone) await writeVolume(join(out, image), volume);
    for (const { id, region } of made) await writeVolume(join(out, `masks/${id}.nii.gz`), region.mask);
    if (dicom)
      await writeDicomFiles(join(out, "dicom", ids[0]!), [...files, ...(await bytesOf(task.masks))], key, patient);
    const renewed = made.length > 0 ? made.map(({ id }) => id) : ids;
    for (const id of renewed) {
      const region = made.find((one) => one.id === id)?.region;
      const note = [
        task.note,
        ...volume.warnings,
        ...(region?.warnings ?? []),
        ...(region === undefined ? ["no mask"] : []),
      ];
      state.rows[id] = {
        case: id,
        ...columns,
        image,
        mask: region === undefined ? "" : `masks/${id}.nii.gz`,
        label: "",
        roi: region?.name ?? "",
        note: discreet(note.filter((text) => text !== "").join("; "), { identifiers, harmless: [region?.name ?? ""] }),
      };
    }
    state.series[hash] = { images: series.images, image, dicom };
    for (const { uid, file } of pending) {
      // A mask with a problem is tried again: the files, or what is wished for, may change.
      if (!problems.some((one) => one.file === file)) state.masks[key.hash("mask", uid)] = wishHash(key, wish);
    }
    return { cases: renewed, problems };
  } catch (error) {
    report(discreet(messageOf(error), { identifiers }), series.files[0]!);
    return { cases: [], problems };
  }
}

function wishHash(key: ImportKey, wish: string): string {
  return key.hash("wish", wish);
}

type Made = { readonly mask: ScannedMask; readonly region: Exclude<RegionMask, { readonly problem: string }> };

async function masksOf(
  masks: readonly ScannedMask[],
  { grid }: DicomVolume,
  roi: readonly string[],
  report: (problem: string, file: BytePath) => void,
): Promise<Made[]> {
  const made: Made[] = [];
  for (const mask of masks) {
    const regions = await regionMasks(mask, grid, roi).catch((error: unknown) => [
      { problem: discreet(messageOf(error)) },
    ]);
    for (const region of regions) {
      if ("problem" in region) report(region.problem, mask.file);
      else made.push({ mask, region });
    }
  }
  return made;
}

/** The case of a region: its own, that of the series while it had no mask, or a new one. */
function regionCase(
  state: ImportState,
  key: ImportKey,
  series: string,
  mask: ScannedMask,
  region: number,
  patient: string,
): string {
  const maskHash = key.hash("mask", mask.uid);
  const id = caseOf(state, series, maskHash, region) ?? caseOf(state, series) ?? nextCase(state, patient);
  state.cases[id] = { series, mask: maskHash, region };
  return id;
}

async function writeVolume(path: string, volume: Volume): Promise<void> {
  await writeFileAtomic(path, await gzipped(writeNifti(volume, { gzip: false })));
}

function bytesOf(masks: readonly ScannedMask[]): Promise<Buffer[]> {
  return Promise.all(masks.map(({ file }) => readFile(openable(file))));
}

async function writeDicomFiles(
  folder: string,
  files: readonly Uint8Array[],
  key: ImportKey,
  patient: string,
): Promise<void> {
  for (const [n, file] of files.entries()) {
    const { bytes } = deidentifyDicom(file, { key: key.bytes, patient });
    await writeFileAtomic(join(folder, `${String(n + 1).padStart(4, "0")}.dcm`), bytes);
  }
}
