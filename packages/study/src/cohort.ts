import { randomStream } from "@hilum/numeric";
import { cellsOf, columnIndex } from "./tables/csv-table.ts";
import type { TextRow, TextTable } from "./tables/csv-table.ts";
import { parseEligibilityRule, rulesFor } from "./eligibility.ts";
import { quoted, StudyError } from "./errors.ts";
import { matchCases } from "./match-cases.ts";
import type { Balance } from "./match-cases.ts";
import { smallerPart } from "./split-by-ratio.ts";
import type { Study } from "./study-file/study-file.ts";
import { clinicalColumnsOf, readsImages } from "./study-needs.ts";

/** One eligible case: whose lesion, from which hospital, with which label, in which part of the study. */
export interface Case {
  readonly id: string;
  readonly patient: string;
  readonly centre: string;
  /** 1 = positive (pN+), 0 = negative. */
  readonly label: 0 | 1;
  /** Paths as written in the table, relative to the root. */
  readonly image: string;
  readonly mask: string;
  /** "develop", "validation" (the smaller part of `split.ratio`), or the name of a test set. */
  readonly part: string;
  /** What the table says in the further columns that the study names: clinical variables, those of matching and subgroups. */
  readonly cells?: ReadonlyMap<string, string>;
}

/** The cases of a study and how they were chosen. */
export interface Cohort {
  readonly cases: readonly Case[];
  readonly total: number;
  readonly steps: readonly { readonly reason: string; readonly excluded: number; readonly remaining: number }[];
  readonly warnings: readonly string[];
  /** How well matching worked; empty without `split.match`. */
  readonly balance: readonly Balance[];
}

/** The name of the part of the cohort that models are developed on. */
export const developPart = "develop";
/** The name of the part that `split.ratio` takes from the developing hospitals. */
export const validationPart = "validation";

/**
 * The eligible cases of a table, in the order of the table.
 *
 * A case without label or centre is excluded and counted like one that fails an eligibility rule; a case that stands
 * twice, a label that is neither word, or a patient on both sides of the split is an error: the study would be wrong.
 *
 * @throws StudyError `missing-column`, `label`, `duplicate-case`, `split`, `match`, `eligibility`, `no-cases`.
 */
export function selectCohort(table: TextTable, study: Study): Cohort {
  const read = caseReader(table, study);
  const steps: { reason: string; excluded: number; remaining: number }[] = [];
  let rows = table.rows;
  const keep = (reason: string, passes: (row: TextRow) => boolean) => {
    const kept = rows.filter(passes);
    if (kept.length < rows.length) steps.push({ reason, excluded: rows.length - kept.length, remaining: kept.length });
    rows = kept;
  };

  for (const { rule, index } of rulesFor(table, study.eligibility)) {
    const verdict = (row: TextRow) => rule.judge(row.cells[index]!, table.decimalComma);
    const missing = rows.filter((row) => verdict(row) === "missing").length;
    keep(`not ${rule.text}${missing > 0 ? ` (${missing} without a value)` : ""}`, (row) => verdict(row) === "holds");
  }
  keep("no label", (row) => read.label(row) !== undefined);
  keep("no centre", (row) => read.centre(row) !== "");
  if (readsImages(study)) {
    keep("no image or no mask named", (row) => read.image(row) !== "" && read.mask(row) !== "");
  }
  const partOf = partsOf(study);
  keep("centre in no part of the split", (row) => partOf(read.centre(row)) !== undefined);

  let cases = rows.map((row): Case => ({
    id: read.id(row),
    patient: read.patient(row),
    centre: read.centre(row),
    label: read.label(row)!,
    image: read.image(row),
    mask: read.mask(row),
    part: partOf(read.centre(row))!,
    ...(read.named.length > 0 && { cells: cellsOf(row, read.named, table.decimalComma) }),
  }));
  refuseDuplicates(cases, table);
  refuseSplitPatients(cases, table.file);
  if (cases.length === 0) {
    const why = steps.map((step) => `${step.excluded} ${step.reason}`).join("; ");
    throw new StudyError("no-cases", `${table.file}: none of ${table.rows.length} cases is left${why && ` (${why})`}.`);
  }
  refuseUnknownCentres(cases, study, table.file);

  const { match, ratio } = study.split;
  const developing = () => cases.filter((item) => item.part === developPart);
  let balance: readonly Balance[] = [];
  if (match) {
    const candidates = developing();
    const matched = matchCases(candidates, match, study.missing);
    const left = new Set(candidates.filter((_, i) => !matched.kept[i]).map(({ id }) => id));
    cases = cases.filter(({ id }) => !left.has(id));
    const how = `not matched 1:1 (${match.method}) on ${match.on.join(", ")}`;
    steps.push({ reason: `${how}; ${matched.pairs} pairs`, excluded: left.size, remaining: cases.length });
    ({ balance } = matched);
  }
  if (ratio !== undefined) {
    const candidates = developing();
    const validation = smallerPart(candidates, ratio, randomStream(study.seeds[0]!, "split"));
    const moved = new Set(candidates.filter((_, i) => validation[i]).map(({ id }) => id));
    cases = cases.map((item) => (moved.has(item.id) ? { ...item, part: validationPart } : item));
  }
  return { cases, total: table.rows.length, steps, warnings: read.warnings, balance };
}

/** Columns of the table, beside the fields of a case, that a study reads. */
function namedColumns(study: Study): string[] {
  const { match } = study.split;
  return [
    ...new Set([
      ...clinicalColumnsOf(study).map(({ column }) => column),
      ...(match ? [...match.on, ...match.exact] : []),
      ...Object.values(study.subgroups).map((rule) => parseEligibilityRule(rule).column),
    ]),
  ];
}

/** Where the values of a case stand in the table, after `columns:` of the study file. */
function caseReader(table: TextTable, study: Study) {
  const warnings: string[] = [];
  const source = (field: string): ((row: TextRow) => string) | undefined => {
    const given = study.columns[field];
    if (given?.includes("{")) return template(table, given);
    if (given === undefined && !table.columns.includes(field)) return undefined;
    const index = columnIndex(table, given ?? field);
    return (row) => row.cells[index]!;
  };
  const required = (field: string) => {
    const found = source(field);
    if (found) return found;
    columnIndex(table, field);
    throw new StudyError("missing-column", `${table.file}: no column "${field}".`);
  };
  const known = ["case", "patient", "centre", "image", "mask", "label"];
  const stray = Object.keys(study.columns).find((field) => !known.includes(field));
  if (stray !== undefined) {
    throw new StudyError("study-file", `columns: "${stray}" is not a field of a case. Known: ${known.join(", ")}.`);
  }

  const id = required("case");
  const patient = source("patient");
  const centre = source("centre");
  const label = required("label");
  // A study that reads no image needs no path; where the table names one, the record of the run shows it.
  const path = readsImages(study) ? required : (field: string) => source(field) ?? (() => "");
  if (!patient) warnings.push("The table has no column patient: every case counts as a patient of its own.");
  if (!centre) warnings.push("The table has no column centre: all cases count as one centre.");
  return {
    warnings,
    id: (row: TextRow) => {
      const text = id(row);
      if (text === "") throw new StudyError("missing-case", `${table.file}, line ${row.line}: the case has no name.`);
      return text;
    },
    patient: (row: TextRow) => patient?.(row) || id(row),
    centre: (row: TextRow) => centre?.(row) ?? "all",
    image: path("image"),
    mask: path("mask"),
    named: namedColumns(study).map((column) => ({ column, index: columnIndex(table, column) })),
    label: (row: TextRow) => labelOf(label(row), study, `${table.file}, line ${row.line}`),
  };
}

/** A value made of columns: `{id}/image.nii.gz`. */
function template(table: TextTable, text: string): (row: TextRow) => string {
  const parts = text.split(/\{([^{}]*)\}/).map((part, i) => (i % 2 === 0 ? part : columnIndex(table, part)));
  return (row) => parts.map((part) => (typeof part === "string" ? part : row.cells[part]!)).join("");
}

function labelOf(cell: string, study: Study, where: string): 0 | 1 | undefined {
  if (cell === "") return undefined;
  if (study.label) {
    if (cell === study.label.positive) return 1;
    if (study.label.negative === undefined || cell === study.label.negative) return 0;
    throw new StudyError(
      "label",
      `${where}: the label is ${quoted(cell)}; expected "${study.label.positive}" or "${study.label.negative}". ` +
        `Correct it, or leave it empty to exclude the case.`,
    );
  }
  if (cell === "1" || cell === "1.0") return 1;
  if (cell === "0" || cell === "0.0") return 0;
  throw new StudyError(
    "label",
    `${where}: the label is ${quoted(cell)}; expected 1 (pN+) or 0 (pN-). Map words with label: { positive: ... } in the study file.`,
  );
}

/** Which part a centre belongs to; without `split:` every centre develops. */
function partsOf(study: Study): (centre: string) => string | undefined {
  const parts = new Map<string, string>();
  const assign = (centre: string, part: string) => {
    const other = parts.get(centre);
    if (other !== undefined) {
      throw new StudyError(
        "split",
        `split: the centre "${centre}" stands in "${other}" and in "${part}". A centre has one part.`,
      );
    }
    parts.set(centre, part);
  };
  for (const [test, centres] of Object.entries(study.split.tests)) {
    const taken = test === validationPart && study.split.ratio !== undefined;
    if (test === developPart || taken || reservedSets.test(test)) {
      throw new StudyError("split", `split: a test set may not be named "${test}".`);
    }
    for (const centre of centres) assign(centre, test);
  }
  const { develop } = study.split;
  for (const centre of develop ?? []) assign(centre, developPart);
  return (centre) => parts.get(centre) ?? (develop === undefined ? developPart : undefined);
}

const reservedSets = /^(cross-validation|leave-out-.*)$/;

function refuseDuplicates(cases: readonly Case[], table: TextTable): void {
  const seen = new Set<string>();
  for (const { id } of cases) {
    if (seen.has(id))
      throw new StudyError("duplicate-case", `${table.file}: the case ${quoted(id)} stands twice. Names must differ.`);
    seen.add(id);
  }
}

/** The two lesions of one patient are alike; with one on each side of the split, the test would be a memory test. */
function refuseSplitPatients(cases: readonly Case[], file: string): void {
  const parts = new Map<string, string>();
  for (const { patient, part, id } of cases) {
    const other = parts.get(patient);
    if (other !== undefined && other !== part) {
      throw new StudyError(
        "split",
        `${file}: a patient (of case ${quoted(id)}) stands in "${other}" and in "${part}". Leave one out, or make patient names of ` +
          `different hospitals differ.`,
      );
    }
    parts.set(patient, part);
  }
}

function refuseUnknownCentres(cases: readonly Case[], study: Study, file: string): void {
  const present = new Set(cases.map((item) => item.centre));
  const wanted = [...(study.split.develop ?? []), ...Object.values(study.split.tests).flat()];
  const absent = wanted.filter((centre) => !present.has(centre));
  if (absent.length > 0) {
    throw new StudyError(
      "split",
      `${file}: no eligible case of centre ${absent.map((centre) => `"${centre}"`).join(", ")}, which the split names. ` +
        `Centres found: ${[...present].sort().join(", ")}.`,
    );
  }
}
