import { createHash } from "node:crypto";
import { availableParallelism } from "node:os";
import { messageOf } from "../../errors.ts";
import type { Progress } from "../progress.ts";
import { reasonOf } from "../reason-of.ts";
import type { BytePath } from "./byte-path.ts";
import { discreet } from "./discreet.ts";
import { eachInParallel } from "./each-in-parallel.ts";
import { headReader } from "./file-head.ts";
import type { FileHead, ImageHead, PatientIdentity } from "./file-head.ts";
import { walkFiles } from "./walk-files.ts";

/** The images of one series that came about in the same way. */
export interface ScannedSeries {
  /** Series Instance UID. */
  readonly uid: string;
  readonly studyUid: string;
  /** Names the patient among those of the scan. */
  readonly patient: string;
  readonly frameOfReferenceUid: string;
  readonly modality: string;
  readonly isCt: boolean;
  /** Of the first image in order of the files' names. */
  readonly image: ImageHead;
  readonly files: readonly BytePath[];
  /** Slices or frames, each counted once. */
  readonly images: number;
  /** Files that hold an image which stands in another file as well. */
  readonly duplicates: number;
  /** The larger of slice thickness and distance between slices, mm; undefined where the files say neither. */
  readonly sliceMm: number | undefined;
}

/** A structure set or segmentation. */
export interface ScannedMask {
  readonly uid: string;
  readonly kind: "structure-set" | "segmentation";
  readonly file: BytePath;
  readonly drawnOn: readonly string[];
  readonly frameOfReferenceUid: string;
}

/** Something that could not be read. */
export interface FileProblem {
  readonly file: BytePath;
  readonly problem: string;
}

/** What lies below a folder, by what belongs together. It holds names of patients and never leaves the memory. */
export interface Scan {
  readonly files: number;
  readonly notDicom: number;
  readonly patients: ReadonlyMap<string, PatientIdentity>;
  readonly series: readonly ScannedSeries[];
  readonly masks: readonly ScannedMask[];
  readonly problems: readonly FileProblem[];
}

/** Files read at the same time: enough to keep a network drive busy, each with 64 KB. */
const READERS = Math.min(16, 4 * availableParallelism());

/** Reads the heads of all files below a folder. */
export async function scanFolder(
  root: string,
  options: { readonly except?: string; readonly progress: Progress },
): Promise<Scan> {
  const { files, unreadable } = await walkFiles(root, options.except);
  const problems: FileProblem[] = unreadable.map(({ path, reason }) => ({
    file: path,
    problem: `The folder is not readable (${reason}).`,
  }));
  const found = new Collection();
  let notDicom = 0;
  options.progress.start("read headers", files.length);
  await eachInParallel(files, READERS, () => {
    const read = headReader();
    return async (file) => {
      try {
        const head = await read(file);
        if (head === undefined) notDicom++;
        else found.add(file, head);
      } catch (error) {
        problems.push({
          file,
          problem: isSystemError(error) ? `Not readable (${reasonOf(error)}).` : discreet(messageOf(error)),
        });
      }
      options.progress.advance();
    };
  });
  problems.sort((a, b) => (a.file < b.file ? -1 : 1));
  return { files: files.length, notDicom, problems, ...found.sorted() };
}

function isSystemError(error: unknown): boolean {
  return error instanceof Error && "syscall" in error;
}

interface OpenSeries {
  readonly head: FileHead;
  first: BytePath;
  image: ImageHead;
  readonly patient: string;
  readonly items: {
    readonly file: BytePath;
    readonly instance: number;
    readonly along: number;
    readonly frames: number;
  }[];
}

/** Gathers heads that arrive in any order; what it gives does not depend on the order. */
class Collection {
  private readonly patients = new Map<string, PatientIdentity>();
  private readonly series = new Map<string, OpenSeries>();
  private readonly masks: ScannedMask[] = [];

  add(file: BytePath, head: FileHead): void {
    const { kind, image } = head;
    if (kind === "structure-set" || kind === "segmentation") {
      const { instanceUid: uid, drawnOn, frameOfReferenceUid } = head;
      this.masks.push({ uid, kind, file, drawnOn, frameOfReferenceUid });
      return;
    }
    const key = `${head.seriesUid}\0${kind}\0${image.role}`;
    let series = this.series.get(key);
    if (series === undefined) {
      const patient = patientKey(head);
      series = { head, first: file, image, patient, items: [] };
      this.series.set(key, series);
      if (!this.patients.has(patient)) this.patients.set(patient, head.patient);
    }
    if (file < series.first) [series.first, series.image] = [file, image];
    if (image.burnedIn && !series.image.burnedIn) series.image = { ...series.image, burnedIn: true };
    series.items.push({
      file,
      instance: shortHash(head.instanceUid),
      along: image.alongMm ?? NaN,
      frames: image.frames,
    });
  }

  sorted(): Pick<Scan, "patients" | "series" | "masks"> {
    const series = [...this.series].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, open]) => closed(open));
    const byFile = [...this.masks].sort((a, b) => (a.file < b.file ? -1 : 1));
    const masks = [...new Map(byFile.reverse().map((mask) => [mask.uid, mask])).values()].reverse();
    return { patients: this.patients, series, masks };
  }
}

function closed({ head, image, patient, items }: OpenSeries): ScannedSeries {
  items.sort((a, b) => (a.file < b.file ? -1 : 1));
  const single = [...new Map([...items].reverse().map((item) => [item.instance, item])).values()].reverse();
  const gap = medianGap(single.map(({ along }) => along)) ?? image.spacingMm;
  const measures = [image.thicknessMm, gap].filter((mm) => mm !== undefined && mm > 0).map(Number);
  return {
    uid: head.seriesUid,
    studyUid: head.studyUid,
    patient,
    frameOfReferenceUid: head.frameOfReferenceUid,
    modality: head.modality,
    isCt: head.kind === "ct",
    image,
    files: single.map(({ file }) => file),
    images: single.reduce((sum, { frames }) => sum + frames, 0),
    duplicates: items.length - single.length,
    sliceMm: measures.length === 0 ? undefined : Math.max(...measures),
  };
}

/**
 * By id, its issuer and the birth date: ids of different hospitals may be equal. Without an id by name and birth date, without
 * both every study is a patient of its own.
 */
function patientKey({ patient, studyUid }: FileHead): string {
  const { id, issuer, name, birthDate } = patient;
  if (id !== "") return ["id", id, issuer, birthDate].join("\0");
  const letters = name
    .toLowerCase()
    .replace(/[\s^=,]+/g, " ")
    .trim();
  return letters === "" ? `study\0${studyUid}` : ["name", letters, birthDate].join("\0");
}

/** 48 bits of a UID's hash: enough to tell the images of a series apart, and as small as a number. */
function shortHash(uid: string): number {
  return createHash("sha1").update(uid).digest().readUIntBE(0, 6);
}

function medianGap(along: readonly number[]): number | undefined {
  const places = along.filter(Number.isFinite).sort((a, b) => a - b);
  const gaps = places.slice(1).map((place, i) => place - places[i]!);
  const real = gaps.filter((gap) => gap > 1e-3).sort((a, b) => a - b);
  return real[Math.floor(real.length / 2)];
}
