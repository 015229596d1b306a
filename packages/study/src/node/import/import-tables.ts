import { chmod } from "node:fs/promises";
import { join } from "node:path";
import { formatCsv } from "../../tables/csv-table.ts";
import { writeFileAtomic } from "../atomic-file.ts";
import { readTextTable } from "../text-table-file.ts";
import { existsSync } from "node:fs";
import { shownPath } from "./byte-path.ts";
import type { BytePath } from "./byte-path.ts";
import type { ImportKey } from "./import-key.ts";
import type { ImportState } from "./import-state.ts";
import type { Scan, ScannedSeries } from "./scan.ts";

/** What became of a series. */
export interface SeriesFate {
  readonly series: ScannedSeries;
  /** New name; "" for a patient without CT. */
  readonly patient: string;
  readonly outcome: "imported" | "left out" | "problem";
  readonly reason: string;
}

export interface ImportProblem {
  readonly patient: string;
  readonly file: BytePath;
  readonly problem: string;
}

/** Files have a hashed name in what is written: names of files and folders are often those of patients. */
export function fileName(key: ImportKey, root: string, file: BytePath): string {
  return `file-${key.hash("file", shownPath(file).slice(root.length)).slice(0, 10)}`;
}

/** series.csv and problems.csv: what was found and what was wrong, without anything of a patient. */
export async function writeFindings(
  out: string,
  key: ImportKey,
  root: string,
  fates: readonly SeriesFate[],
  problems: readonly ImportProblem[],
): Promise<void> {
  const short = (kind: string, uid: string) => `${kind}-${key.hash(kind, uid).slice(0, 10)}`;
  const seriesRows = fates.map(({ series, patient, outcome, reason }) => [
    patient,
    short("study", series.studyUid),
    short("series", series.uid),
    /^[A-Z]{2,16}$/.test(series.modality) ? series.modality : "",
    series.images,
    series.sliceMm === undefined ? "" : Number(series.sliceMm.toFixed(3)),
    outcome,
    reason,
  ]);
  const columns = ["patient", "study", "series", "modality", "images", "slice_mm", "outcome", "reason"];
  await writeFileAtomic(join(out, "series.csv"), formatCsv(columns, seriesRows.sort(byText)));
  const problemRows = problems.map(({ patient, file, problem }) => [patient, fileName(key, root, file), problem]);
  await writeFileAtomic(join(out, "problems.csv"), formatCsv(["patient", "file", "problem"], problemRows.sort(byText)));
}

/**
 * The tables that lead back to patients: LINKS.csv (case, patient, folder) and LINKS.files.csv (the hashed names of files with problems). Rows
 * of earlier imports stay. Only the owner may read them.
 */
export async function writeLinks(
  path: string,
  scan: Scan,
  state: ImportState,
  key: ImportKey,
  root: string,
  problems: readonly ImportProblem[],
): Promise<void> {
  const bySeries = new Map(scan.series.map((series) => [key.hash("series", series.uid), series]));
  const byMask = new Map(scan.masks.map((mask) => [key.hash("mask", mask.uid), mask]));
  const rows = Object.entries(state.cases).flatMap(([id, { series, mask }]) => {
    const found = bySeries.get(series);
    const who = found && scan.patients.get(found.patient);
    if (found === undefined || who === undefined) return [];
    const patient = state.rows[id]?.["patient"] ?? "";
    const drawn = byMask.get(mask);
    const names = [who.id, who.name, who.birthDate, who.institution, found.studyUid, found.uid, drawn?.uid ?? ""];
    return [[id, patient, ...names, shownPath(found.files[0]!), drawn === undefined ? "" : shownPath(drawn.file)]];
  });
  const columns = ["case", "patient", "patient_id", "patient_name", "birth_date", "institution"];
  await writeTable(path, [...columns, "study_uid", "series_uid", "mask_uid", "first_image", "mask_file"], rows);
  const files = problems.map(({ file }) => [fileName(key, root, file), shownPath(file)]);
  await writeTable(`${path.replace(/\.csv$/i, "")}.files.csv`, ["file", "path"], files);
}

/** Adds rows to a table; a row with the same first cell takes the place of the former one. */
async function writeTable(
  path: string,
  columns: readonly string[],
  rows: readonly (readonly string[])[],
): Promise<void> {
  const former = existsSync(path) ? (await readTextTable(path)).rows.map(({ cells }) => cells) : [];
  const byFirst = new Map([...former, ...rows].map((row) => [row[0]!, row]));
  await writeFileAtomic(path, formatCsv(columns, [...byFirst.values()].sort(byText)));
  await chmod(path, 0o600);
}

function byText(a: readonly (string | number)[], b: readonly (string | number)[]): number {
  const [first, second] = [a.join("\0"), b.join("\0")];
  return first < second ? -1 : first > second ? 1 : 0;
}
