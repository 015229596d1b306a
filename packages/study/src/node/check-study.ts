import { join } from "node:path";
import { contactSheet } from "../report/contact-sheet.ts";
import { fitsOf, planFits } from "../protocol.ts";
import { radiomicsSettings } from "../study-file/radiomics-settings.ts";
import type { Case } from "../cohort.ts";
import { isCombined, isTabular } from "../study-file/model-schema.ts";
import type { Study } from "../study-file/study-file.ts";
import { trainingSeconds } from "./jobs/training-seconds.ts";
import { readsImages } from "../study-needs.ts";
import { writeFileAtomic } from "./atomic-file.ts";
import { filesOf, openStudy } from "./open-study.ts";
import type { OpenStudy } from "./open-study.ts";
import type { Inspection } from "./inspect-lesion.ts";
import { silent } from "./progress.ts";
import type { Progress } from "./progress.ts";
import type { Outcome } from "./attempt.ts";
import { version } from "./version.ts";
import { openWorkerPool } from "./worker-pool.ts";

/** What a study would meet, found before hours of work. */
export interface StudyCheck {
  readonly cases: number;
  readonly eligible: number;
  readonly excluded: readonly { readonly reason: string; readonly excluded: number; readonly remaining: number }[];
  readonly parts: Readonly<
    Record<string, { readonly cases: number; readonly positives: number; readonly centres: readonly string[] }>
  >;
  /** Cases that a run would leave out. */
  readonly errors: readonly { readonly case: string; readonly error: string }[];
  /** Cases that a person should look at. */
  readonly problems: readonly { readonly case: string; readonly problem: string }[];
  readonly warnings: readonly string[];
  readonly models: readonly string[];
  readonly fits: number;
  /** Rough time of `hilum run` on this machine, from the time that reading the cases took. */
  readonly estimatedSeconds: number;
  readonly contactSheet: string;
}

/** Seconds that one fit of a table takes, roughly; measured on the LIDC studies. */
const secondsPerFit = 1;

/** Reads every case of a study and writes a contact sheet; nothing else is changed. */
export async function checkStudy(
  path: string,
  options: { readonly out?: string | undefined; readonly jobs?: number | undefined; readonly progress?: Progress },
): Promise<StudyCheck> {
  const { jobs, progress = silent } = options;
  const open = await openStudy(path);
  const out = options.out ?? join("runs", `${open.study.name}-check.html`);
  const { resampleMask, ...radiomics } = open.study.radiomics;
  radiomicsSettings(radiomics, open.file);
  const { cases } = open.cohort;
  const pool = openWorkerPool(jobs);
  try {
    progress.start("check", cases.length);
    const start = performance.now();
    const inspected = await pool.map(
      "inspect",
      (readsImages(open.study) ? cases : []).map((item) => ({ ...filesOf(open, item), resampleMask })),
      () => progress.advance(),
    );
    const readingSeconds = (performance.now() - start) / 1000;
    await writeFileAtomic(out, sheetOf(open, inspected));
    return await summaryOf(open, inspected, { readingSeconds, threads: pool.jobs, out });
  } finally {
    await pool.close();
  }
}

async function summaryOf(
  open: OpenStudy,
  inspected: readonly Outcome<Inspection>[],
  { readingSeconds, threads, out }: { readingSeconds: number; threads: number; out: string },
): Promise<StudyCheck> {
  const { study, cohort } = open;
  const readable = cohort.cases.filter((_, i) => inspected[i]?.ok ?? true);
  const planned = planFits(readable, study);
  const fitsOfAll = (models: Study["models"]) =>
    models.reduce((sum, model) => sum + fitsOf(model, planned, study.models).length, 0) * study.seeds.length;
  const fits = fitsOfAll(study.models.filter((model) => !isCombined(model)));
  const tableFits = fitsOfAll(study.models.filter(isTabular));
  const trainings = await trainingSeconds(study, planned, threads);
  const parts = new Map<string, { cases: number; positives: number; centres: string[] }>();
  for (const item of cohort.cases) {
    const part = parts.get(item.part) ?? { cases: 0, positives: 0, centres: [] };
    parts.set(item.part, part);
    part.cases++;
    part.positives += item.label;
    if (!part.centres.includes(item.centre)) part.centres.push(item.centre);
  }
  return {
    cases: cohort.total,
    eligible: cohort.cases.length,
    excluded: cohort.steps,
    parts: Object.fromEntries(parts),
    errors: cohort.cases.flatMap((item, i) => errorOf(item, inspected[i])),
    problems: cohort.cases.flatMap((item, i) => problemsOf(item, inspected[i])),
    warnings: cohort.warnings,
    models: study.models.map(({ name }) => name),
    fits,
    estimatedSeconds: Math.ceil(2 * readingSeconds + (tableFits * secondsPerFit) / threads + trainings),
    contactSheet: out,
  };
}

function errorOf(item: Case, outcome: Outcome<Inspection> | undefined): { case: string; error: string }[] {
  return !outcome || outcome.ok ? [] : [{ case: item.id, error: outcome.error }];
}

function problemsOf(item: Case, outcome: Outcome<Inspection> | undefined): { case: string; problem: string }[] {
  return outcome?.ok ? outcome.value.problems.map((problem) => ({ case: item.id, problem })) : [];
}

function sheetOf(open: OpenStudy, inspected: readonly Outcome<Inspection>[]): string {
  const entries = open.cohort.cases.map((item, i) => {
    const outcome = inspected[i];
    const base = { case: item.id, centre: item.centre, label: item.label };
    if (!outcome) return { ...base, caption: "", problems: [] };
    if (!outcome.ok) return { ...base, caption: "", problems: [outcome.error] };
    const { volumeMl, extentMm, problems, slice } = outcome.value;
    return { ...base, caption: `${volumeMl.toFixed(2)} ml, ${Math.max(...extentMm).toFixed(0)} mm`, problems, slice };
  });
  const notes = [
    ...open.cohort.steps.map(({ reason, excluded }) => `${excluded} excluded: ${reason}`),
    ...open.cohort.warnings,
  ];
  return contactSheet(entries, { name: open.study.name, version, date: new Date().toISOString().slice(0, 10), notes });
}
