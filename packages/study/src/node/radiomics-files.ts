import { basename } from "node:path";
import { extractFeatures } from "@hilum/radiomics";
import type { FeatureExtraction, FeatureSettings } from "@hilum/radiomics";
import { featureTable, formatErrors, formatTidyFeatures, formatWideFeatures } from "../tables/feature-table.ts";
import { writeFileAtomic } from "./atomic-file.ts";
import { attempt } from "./attempt.ts";
import { errorsBeside, readCaseFiles } from "./case-files.ts";
import { lesionHash } from "./content-hash.ts";
import { featuresOfCases, labelledCase } from "./features-of-cases.ts";
import type { CasesOptions } from "./features-of-cases.ts";
import { featuresRecord, recordBeside } from "./features-record.ts";
import type { NamedFile } from "./images/stored-image.ts";
import { asPlainFeatures } from "./lesion-features.ts";
import { readLesion, readLesions } from "./lesion-files.ts";
import type { Lesion } from "./lesion-files.ts";
import { silent } from "./progress.ts";
import type { Progress } from "./progress.ts";
import { version } from "./version.ts";
import { openWorkerPool, withWorkerPool } from "./worker-pool.ts";

/** One lesion with its features. */
interface MeasuredLesion {
  readonly case: string;
  /** Where all labels were asked for. */
  readonly label?: number;
  readonly lesion: Lesion;
  readonly extraction: FeatureExtraction;
}

/** The features of an image and its mask, to be shown, or written with what stands beside them. */
export interface FeaturesOfFiles {
  readonly csv: string;
  /** Settings, versions, voxel counts and reasons as JSON text. */
  readonly record: string;
  /** Everything, for programs. */
  readonly document: object;
  /** How many lesions have features. */
  readonly lesions: number;
  readonly failures: readonly { readonly case: string; readonly error: string }[];
}

/** The features of one lesion, or of every lesion in one mask (`label: "all"`). */
export async function featuresOfLesion(
  paths: { readonly image: string; readonly mask: string },
  settings: FeatureSettings,
  options: CasesOptions & { readonly case?: string | undefined; readonly wide?: boolean | undefined } = {},
): Promise<FeaturesOfFiles> {
  const name = options.case ?? basename(paths.image).replace(/\.(nii(\.gz)?|gz|nrrd|nhdr|mha|mhd|dcm)$/i, "");
  const { lesions, failures } = await measureFiles(name, paths, settings, options);
  const plain = lesions.map(({ lesion, extraction }) => asPlainFeatures(lesion, extraction));
  const table = featureTable(
    settings,
    plain.map(({ values }) => values),
  );
  const shown = lesions.map(({ lesion, extraction: { features, diagnostics }, ...named }) => ({
    ...named,
    features,
    diagnostics: { ...diagnostics, warnings: [...lesion.warnings, ...diagnostics.warnings] },
    inputHash: lesionHash(lesion.image, lesion.mask),
  }));
  return {
    csv: options.wide
      ? formatWideFeatures(
          lesions.map((item) => item.case),
          table,
        )
      : formatTidyFeatures(lesions.map((item) => ({ case: item.case, features: item.extraction.features }))),
    record: recordText(featuresRecord(settings, lesions, plain, failures)),
    document: { hilum: version, ...(options.label === "all" ? { lesions: shown, failures } : shown[0]) },
    lesions: lesions.length,
    failures,
  };
}

async function measureFiles(
  name: string,
  paths: { readonly image: string; readonly mask: string },
  settings: FeatureSettings,
  { label, ...options }: CasesOptions,
): Promise<{ lesions: MeasuredLesion[]; failures: { case: string; error: string }[] }> {
  const named = (path: string): NamedFile => ({ path, name: basename(path) });
  const files = { image: named(paths.image), mask: named(paths.mask) };
  const measure = ({ image, mask }: Lesion) => extractFeatures(image, mask, settings);
  if (label !== "all") {
    const lesion = await withWorkerPool((pool) => readLesion(files, { ...options, label, pool }));
    return { lesions: [{ case: name, lesion, extraction: measure(lesion) }], failures: [] };
  }
  const drawn = await withWorkerPool((pool) => readLesions(files, { ...options, pool }));
  const lesions: MeasuredLesion[] = [];
  const failures: { case: string; error: string }[] = [];
  for (const { label: number, lesion } of drawn) {
    const item = { case: labelledCase(name, number), label: number };
    const outcome = await attempt(async () => measure(lesion));
    if (outcome.ok) lesions.push({ ...item, lesion, extraction: outcome.value });
    else failures.push({ case: item.case, error: outcome.error });
  }
  return { lesions, failures };
}

/** What is in the files that a table of features is written to. */
export interface WrittenFeatures {
  readonly cases: number;
  readonly failures: readonly { readonly case: string; readonly error: string }[];
  /** Where settings, versions, voxel counts and reasons stand. */
  readonly record: string;
}

/** Writes a wide table of the features of all cases, and beside it how they came about and the cases that failed. */
export async function writeFeaturesOfCases(
  casesPath: string,
  settings: FeatureSettings,
  options: CasesOptions & {
    readonly out: string;
    readonly root?: string | undefined;
    readonly jobs?: number | undefined;
    readonly progress?: Progress;
  },
): Promise<WrittenFeatures> {
  const { out, root, jobs, label, roi, series, resampleMask, progress = silent } = options;
  const cases = await readCaseFiles(casesPath, root);
  const pool = openWorkerPool(jobs);
  try {
    const done = await featuresOfCases(cases, settings, { label, roi, series, resampleMask }, { pool, progress });
    const record = recordBeside(out);
    const names = done.cases.map((item) => item.case);
    await writeFileAtomic(out, formatWideFeatures(names, done.table));
    await writeFileAtomic(record, recordText(featuresRecord(settings, done.cases, done.features, done.failures)));
    await writeFileAtomic(errorsBeside(out), formatErrors(done.failures));
    return { cases: done.cases.length, failures: done.failures, record };
  } finally {
    await pool.close();
  }
}

/** Writes the features of `featuresOfLesion`, and beside them how they came about. */
export async function writeFeatures(out: string, { csv, record }: FeaturesOfFiles): Promise<string> {
  const beside = recordBeside(out);
  await writeFileAtomic(out, csv);
  await writeFileAtomic(beside, record);
  return beside;
}

function recordText(record: object): string {
  return `${JSON.stringify(record, null, 1)}\n`;
}
