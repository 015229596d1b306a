import { realpath, stat } from "node:fs/promises";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { StudyError } from "../../errors.ts";
import { silent } from "../progress.ts";
import type { Progress } from "../progress.ts";
import { withWorkerPool } from "../worker-pool.ts";
import type { WorkerPool } from "../worker-pool.ts";
import { mergedCases, readCasesTable, writeCasesTable } from "./cases-table.ts";
import { centreName, numberNewcomers, patientName } from "./case-ids.ts";
import { chooseSeries, defaultSeriesRules } from "./choose-series.ts";
import { eachInParallel } from "./each-in-parallel.ts";
import { openImportKey } from "./import-key.ts";
import type { ImportKey } from "./import-key.ts";
import { importSeries } from "./import-series.ts";
import type { SeriesTask } from "./import-series.ts";
import { readImportState, stateWriter, writeImportState } from "./import-state.ts";
import type { ImportState } from "./import-state.ts";
import { writeFindings, writeLinks } from "./import-tables.ts";
import type { ImportProblem, SeriesFate } from "./import-tables.ts";
import { linkMasks } from "./link-masks.ts";
import type { LinkedMasks } from "./link-masks.ts";
import { removeTemporaries } from "./remove-temporaries.ts";
import { scanFolder } from "./scan.ts";
import type { Scan, ScannedSeries } from "./scan.ts";

export interface ImportOptions {
  /** Folder of the cohort; made if it is not there. */
  readonly out: string;
  /** File for the table that leads from cases back to patients; must lie outside `out`. */
  readonly links?: string | undefined;
  /** File of the key; default: beside `out`, with the ending .key. Must lie outside `out`. */
  readonly key?: string | undefined;
  /** Names of the regions that become masks; * stands for any letters. */
  readonly roi?: readonly string[] | undefined;
  /** Name of the centre of all cases. Default: centre-1, centre-2 … by institution. */
  readonly centre?: string | undefined;
  /** Slices up to this are thin, mm. Default: 2. */
  readonly seriesThickness?: number | undefined;
  /** Also write the series as de-identified DICOM. */
  readonly dicom?: boolean | undefined;
  /** Series converted at the same time. Default: 2. */
  readonly jobs?: number | undefined;
  readonly progress?: Progress | undefined;
}

/** What an import did; nothing in it identifies anybody. */
export interface ImportSummary {
  readonly out: string;
  /** cases.csv. */
  readonly table: string;
  readonly files: number;
  readonly patients: number;
  readonly series: { readonly found: number; readonly imported: number; readonly leftOut: number };
  /** All cases of the folder, those added or renewed now, and how many have no mask. */
  readonly cases: number;
  readonly added: number;
  readonly withoutMask: number;
  readonly problems: number;
  readonly key: { readonly file: string; readonly made: boolean };
}

const DEFAULT_JOBS = 2;

/**
 * Imports a folder of DICOM files of any layout: picks the CT of each study, makes volumes and masks, and writes them with cases.csv, all
 * de-identified. Names, ids, dates, UIDs and paths of the input stand in none of the files in `out`; only the table of links, where
 * one is asked for, leads back. Done again, it adds what is new.
 *
 * @throws StudyError `import-folder` if the folders are the same or a secret would lie in `out`; `import-key`, `import-state`, `no-dicom`.
 */
export async function importDicom(root: string, options: ImportOptions): Promise<ImportSummary> {
  const { out, progress = silent } = options;
  const keyFile = options.key ?? `${resolve(out)}.key`;
  const from = await checkFolders(root, out, { "--links": options.links, "--key": keyFile });
  const key = await openImportKey(keyFile);
  const stateFile = join(out, "import.json");
  const state = await readImportState(stateFile, key, keyFile);
  await removeTemporaries(out);
  const scan = await scanFolder(from, { except: out, progress });
  if (scan.series.length === 0 && scan.masks.length === 0 && scan.problems.length === 0)
    throw new StudyError(
      "no-dicom",
      `${root}: none of its ${scan.files} files is a DICOM image, structure set or segmentation.`,
    );

  const linked = linkMasks(scan.masks, scan.series);
  numberNewcomers(
    state.patients,
    scan.series.filter(({ isCt }) => isCt).map(({ patient }) => key.hash("patient", patient)),
  );
  numberNewcomers(
    state.centres,
    scan.series.filter(({ isCt }) => isCt).map(({ patient }) => centreHash(key, scan, patient)),
  );
  const { tasks, fates } = plan(scan, linked, state, key, options);
  const problems: ImportProblem[] = [
    ...scan.problems.map(({ file, problem }) => ({ patient: "", file, problem })),
    ...linked.unlinked.map(({ mask, reason }) => ({ patient: "", file: mask.file, problem: `Not used: ${reason}.` })),
  ];
  await writeImportState(stateFile, state);

  const table = join(out, "cases.csv");
  const listed = new Set(Object.keys(state.rows));
  const before = await readCasesTable(table);
  const writer = stateWriter(async () => {
    // The table first: what the state calls done must stand in it.
    await writeCasesTable(table, mergedCases(before, Object.values(state.rows), listed));
    await writeImportState(stateFile, state);
  });
  const added = new Set<string>();
  progress.start("import series", tasks.flat().length);
  const importPatients = (pool: WorkerPool) =>
    eachInParallel(tasks, options.jobs ?? DEFAULT_JOBS, () => async (ofPatient) => {
      // The series of one patient one after the other, so that the numbers of its cases do not depend on chance.
      for (const task of ofPatient) {
        const context = { out, key, state, roi: options.roi ?? [], dicom: options.dicom ?? false, pool };
        const outcome = await importSeries(task, context);
        for (const id of outcome.cases) added.add(id);
        for (const { problem, file } of outcome.problems) {
          problems.push({ patient: task.patient, file, problem });
          progress.warn(`${task.patient}: ${problem}`);
        }
        const isDone = key.hash("series", task.series.uid) in state.series;
        const reason = isDone ? task.note : (outcome.problems[0]?.problem ?? "");
        fates.push({ series: task.series, patient: task.patient, outcome: isDone ? "imported" : "problem", reason });
        if (outcome.cases.length > 0) await writer.changed();
        progress.advance();
      }
    });
  await withWorkerPool(importPatients);
  await writer.flush();
  await writeFindings(out, key, from, fates, problems);
  if (options.links !== undefined) await writeLinks(options.links, scan, state, key, from, problems);
  const rows = Object.values(state.rows);
  return {
    out,
    table,
    files: scan.files,
    patients: new Set(tasks.flat().map(({ patient }) => patient)).size,
    series: {
      found: fates.length,
      imported: fates.filter(({ outcome }) => outcome === "imported").length,
      leftOut: fates.filter(({ outcome }) => outcome === "left out").length,
    },
    cases: rows.length,
    added: added.size,
    withoutMask: rows.filter((row) => row["mask"] === "").length,
    problems: problems.length,
    key: { file: keyFile, made: key.isNew },
  };
}

/** Which series are imported, patient by patient, and why the others are not. */
function plan(
  scan: Scan,
  { bySeries }: LinkedMasks,
  state: ImportState,
  key: ImportKey,
  options: ImportOptions,
): { readonly tasks: SeriesTask[][]; readonly fates: SeriesFate[] } {
  const rules = { ...defaultSeriesRules, thinMm: options.seriesThickness ?? defaultSeriesRules.thinMm };
  const studies = new Map<string, ScannedSeries[]>();
  for (const series of scan.series) {
    const study = `${series.patient}\0${series.studyUid}`;
    studies.set(study, [...(studies.get(study) ?? []), series]);
  }
  const fates: SeriesFate[] = [];
  const byPatient = new Map<string, SeriesTask[]>();
  for (const series of studies.values()) {
    const who = series[0]!.patient;
    const number = state.patients[key.hash("patient", who)];
    const patient = number === undefined ? "" : patientName(number);
    const centre = options.centre ?? centreName(state.centres[centreHash(key, scan, who)] ?? 0);
    const { chosen, left } = chooseSeries(series, new Set(bySeries.keys()), rules);
    for (const { series, reason } of left) fates.push({ series, patient, outcome: "left out", reason });
    const tasks = chosen.map(({ series, note }) => ({
      series,
      note,
      patient,
      centre,
      masks: bySeries.get(series.uid) ?? [],
    }));
    byPatient.set(patient, [...(byPatient.get(patient) ?? []), ...tasks]);
  }
  const tasks = [...byPatient].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, ofPatient]) => ofPatient);
  return { tasks: tasks.filter((ofPatient) => ofPatient.length > 0), fates };
}

/** Hospitals write their names in several ways; letters and digits count. */
function centreHash(key: ImportKey, scan: Scan, patient: string): string {
  const name = scan.patients.get(patient)?.institution ?? "";
  return key.hash("centre", name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, ""));
}

/** The folder's real path, after a check that nothing secret or foreign would land in the cohort. */
async function checkFolders(
  root: string,
  out: string,
  secrets: Readonly<Record<string, string | undefined>>,
): Promise<string> {
  const folder = await stat(root).catch(() => undefined);
  if (folder === undefined || !folder.isDirectory())
    throw new StudyError("import-folder", `${root}: ${folder === undefined ? "no such folder" : "not a folder"}.`);
  const [from, to] = [await realpath(root), await realOf(out)];
  if (from === to || isInside(to, from))
    throw new StudyError(
      "import-folder",
      `--out ${out} is, or holds, the folder that is read. Name another one: only new files belong there.`,
    );
  for (const [option, file] of Object.entries(secrets)) {
    if (file !== undefined && isInside(to, await realOf(file)))
      throw new StudyError(
        "import-folder",
        `${option} ${file} lies in --out ${out}. It leads back to patients; keep it apart from what is passed on.`,
      );
  }
  return from;
}

/** The real path of something that may not be there yet. */
async function realOf(path: string): Promise<string> {
  const full = resolve(path);
  const there = await realpath(full).catch(() => undefined);
  return there ?? (dirname(full) === full ? full : join(await realOf(dirname(full)), basename(full)));
}

function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== ".." && !way.startsWith(`..${sep}`) && resolve(folder, way) === path;
}
