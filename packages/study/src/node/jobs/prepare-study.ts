import type { FeatureSettings } from "@hilum/radiomics";
import type { Table } from "@hilum/learn/tabular";
import { caseTable, missingRemark } from "../../case-table.ts";
import type { CaseTable } from "../../case-table.ts";
import type { Case } from "../../cohort.ts";
import { refuseRepeatedImages } from "../../repeated-images.ts";
import { computesFeatures, readsFeatures } from "../../study-needs.ts";
import { givenFeatures } from "../../tables/given-features.ts";
import { readTextTable } from "../text-table-file.ts";
import { StudyError } from "../../errors.ts";
import type { Fit } from "../../protocol.ts";
import { planFits, refitId, unfittable } from "../../protocol.ts";
import { radiomicsSettings } from "../../study-file/radiomics-settings.ts";
import { featuresOfCases } from "../features-of-cases.ts";
import type { LesionFeatures } from "../lesion-features.ts";
import { filesOf } from "../open-study.ts";
import type { OpenStudy } from "../open-study.ts";
import type { Means } from "../run-means.ts";
import { prepareImages } from "../networks/prepare-images.ts";
import type { PreparedImages } from "../networks/prepare-images.ts";

/** A study whose cases have been read: what its jobs are made of. */
export interface PreparedStudy {
  readonly open: OpenStudy;
  readonly settings: FeatureSettings;
  /** The cases that could be read. */
  readonly cases: readonly Case[];
  /** Aligned with `cases`; empty if the study reads no images. */
  readonly features: readonly LesionFeatures[];
  /** The numbers that tabular models and fusions read of the cases. */
  readonly table: CaseTable;
  /** Hashes of the prepared images of all cases, by the hash of the networks' image settings. */
  readonly images: PreparedImages;
  readonly failures: readonly { readonly case: string; readonly error: string }[];
  readonly fits: readonly Fit[];
  readonly warnings: readonly string[];
  /** How many cases came from the cache. */
  readonly cached: number;
}

/** The radiomics settings of a study, every default filled in. @throws StudyError `radiomics` */
export function settingsOf({ study, file }: OpenStudy): FeatureSettings {
  const { resampleMask: _resampleMask, ...radiomics } = study.radiomics;
  return radiomicsSettings(radiomics, file);
}

/**
 * Reads every case of a study (from the cache what is there) and plans the fits.
 *
 * @throws StudyError `no-cases` if none can be read, `one-class` if the developing part cannot be fitted,
 *   `duplicate-image`, `clinical`, `features`, and what `planFits` throws.
 */
export async function prepareStudy(open: OpenStudy, means: Means): Promise<PreparedStudy> {
  const { study, cohort } = open;
  const settings = settingsOf(open);
  const warnings = [...cohort.warnings];
  const { images, ...read } = await withImages(open, await readCases(open, settings, means), means);
  if (study.leftOut.length > 0) {
    warnings.push(`Left out, as the study names no pre-trained weights for them: ${study.leftOut.join(", ")}.`);
  }
  const { cases, features, failures, cached } = read;
  warnings.push(...read.warnings);
  if (cases.length === 0) {
    throw new StudyError(
      "no-cases",
      `None of ${cohort.cases.length} cases could be read. The first: ${failures[0]?.error ?? ""}`,
    );
  }
  const table = caseTable(study, cases, read.table);
  const gaps = missingRemark(table, cases);
  if (gaps !== undefined) warnings.push(gaps);
  const fits = planFits(cases, study).filter((fit) => {
    const reason = unfittable(fit, cases);
    if (reason !== undefined) warnings.push(`Left out: ${reason}.`);
    return reason === undefined;
  });
  if (!fits.some((fit) => fit.id === refitId)) {
    throw new StudyError("one-class", warnings.at(-1) ?? "The developing part cannot be fitted.");
  }
  return { open, settings, cases, features, table, images, failures, fits, warnings, cached };
}

/** The cases that could be read, with their features as numbers. */
interface ReadCases extends Pick<PreparedStudy, "cases" | "features" | "failures" | "warnings" | "cached"> {
  readonly table: Table;
}

async function readCases(open: OpenStudy, settings: FeatureSettings, means: Means): Promise<ReadCases> {
  const { study, cohort } = open;
  if (computesFeatures(study)) return readLesions(open, settings, means);
  const { cases } = cohort;
  const none = { features: [], warnings: [], cached: 0 };
  if (!readsFeatures(study) || open.featuresFile === undefined) {
    return { ...none, cases, failures: [], table: { columns: [], rows: cases.map(() => new Float64Array(0)) } };
  }
  const given = await readTextTable(open.featuresFile);
  const { columns, words, rowOf } = givenFeatures(given, Object.values(study.columns), study.columns["case"]);
  const found = cases.filter(({ id }) => rowOf.has(id));
  return {
    ...none,
    cases: found,
    failures: cases
      .filter(({ id }) => !rowOf.has(id))
      .map(({ id }) => ({ case: id, error: `${given.file} has no row of this case` })),
    warnings:
      words.length > 0 ? [`Columns of ${given.file} with words in them are no features: ${words.join(", ")}.`] : [],
    table: { columns, rows: found.map(({ id }) => rowOf.get(id)!) },
  };
}

/** The cases whose images could be prepared for the study's networks, if it has any. */
async function withImages(
  open: OpenStudy,
  read: ReadCases,
  means: Means,
): Promise<ReadCases & { readonly images: PreparedImages }> {
  const { images, errors } = await prepareImages(open, read.cases, means);
  if (errors.size === 0) return { ...read, images };
  const kept = [...read.cases.keys()].filter((i) => !errors.has(i));
  const of = <T>(rows: readonly T[]): T[] => kept.flatMap((i) => (i < rows.length ? [rows[i]!] : []));
  return {
    ...read,
    cases: of(read.cases),
    features: of(read.features),
    table: { ...read.table, rows: of(read.table.rows) },
    failures: [...read.failures, ...[...errors].map(([i, error]) => ({ case: read.cases[i]!.id, error }))],
    images: new Map([...images].map(([key, hashes]) => [key, of(hashes)])),
  };
}

/** Every case's features from its image and mask; `shuffled`: of voxels in random order inside the mask. */
export async function readLesions(
  open: OpenStudy,
  settings: FeatureSettings,
  means: Means,
  { shuffled }: { readonly shuffled?: boolean } = {},
): Promise<ReadCases> {
  const { study, cohort } = open;
  const eligible = cohort.cases.map((item) => ({ ...item, case: item.id, ...filesOf(open, item) }));
  const { resampleMask } = study.radiomics;
  const extracted = await featuresOfCases(eligible, settings, { resampleMask, shuffled }, means);
  const { features, failures, cached, table } = extracted;
  const cases = extracted.cases.map(({ id }) => cohort.cases.find((item) => item.id === id)!);
  refuseRepeatedImages(cases, features);
  const noted = features.filter(
    ({ warnings: remarks, notes }) => remarks.length + Object.keys(notes).length > 0,
  ).length;
  const warnings = noted > 0 ? [`Remarks on ${noted} of ${cases.length} lesions stand in tables/warnings.csv.`] : [];
  return { cases, features, failures, warnings, cached, table };
}
