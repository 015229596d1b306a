import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { extractFeatures } from "@hilum/radiomics";
import type { FeatureExtraction, FeatureSettings } from "@hilum/radiomics";
import { parse, stringify } from "yaml";
import { messageOf, StudyError } from "../errors.ts";
import { featureTable, formatErrors, formatTidyFeatures, formatWideFeatures } from "../tables/feature-table.ts";
import { radiomicsSettings } from "../study-file/radiomics-settings.ts";
import { refuseDeepNesting } from "../study-file/yaml-limits.ts";
import { writeFileAtomic } from "./atomic-file.ts";
import { errorsBeside, readCaseFiles } from "./case-files.ts";
import { lesionHash } from "./content-hash.ts";
import { featuresOfCases } from "./features-of-cases.ts";
import type { NamedFile } from "./images/stored-image.ts";
import { readLesion } from "./lesion-files.ts";
import type { LesionOptions } from "./lesion-files.ts";
import { silent } from "./progress.ts";
import type { Progress } from "./progress.ts";
import { reasonOf } from "./text-table-file.ts";
import { openWorkerPool, withWorkerPool } from "./worker-pool.ts";

/**
 * The settings of a preset, changed by a YAML file of the same fields.
 *
 * @throws StudyError `missing-file`, `radiomics` that names file and field.
 */
export async function readRadiomicsSettings(given: {
  readonly preset?: string | undefined;
  readonly settings?: string | undefined;
}): Promise<FeatureSettings> {
  const changes = given.settings === undefined ? {} : await readChanges(given.settings);
  const where = given.settings === undefined ? "--preset" : basename(given.settings);
  return radiomicsSettings({ ...changes, ...(given.preset !== undefined && { preset: given.preset }) }, where);
}

async function readChanges(path: string): Promise<Record<string, unknown>> {
  const text = await readFile(path, "utf8").catch((error: unknown) => {
    throw new StudyError("missing-file", `${path}: not readable (${reasonOf(error)}).`);
  });
  refuseDeepNesting(text, basename(path));
  let value: unknown;
  try {
    value = parse(text, { maxAliasCount: 100, prettyErrors: false });
  } catch (error) {
    throw new StudyError("radiomics", `${basename(path)}: not readable YAML: ${messageOf(error)}`);
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new StudyError("radiomics", `${basename(path)}: expected fields such as binWidth: 25, found something else.`);
  }
  return { ...value };
}

/** Settings as a YAML text that `--settings` takes. */
export function formatSettings(settings: FeatureSettings): string {
  return stringify(settings);
}

/** The features of one lesion as a document and as CSV text. */
export async function featuresOfLesion(
  paths: { readonly image: string; readonly mask: string },
  settings: FeatureSettings,
  options: LesionOptions & { readonly case?: string | undefined; readonly wide?: boolean | undefined } = {},
): Promise<{
  csv: string;
  document: FeatureExtraction & { case: string; inputHash: string };
}> {
  const named = (path: string): NamedFile => ({ path, name: basename(path) });
  const lesion = await withWorkerPool((pool) =>
    readLesion({ image: named(paths.image), mask: named(paths.mask) }, { ...options, pool }),
  );
  const { features, diagnostics } = extractFeatures(lesion.image, lesion.mask, settings);
  const name = options.case ?? basename(paths.image).replace(/\.(nii(\.gz)?|gz|nrrd|nhdr|mha|mhd|dcm)$/i, "");
  const values = features.map((feature) => feature.value);
  return {
    csv: options.wide
      ? formatWideFeatures([name], featureTable(settings, [values]))
      : formatTidyFeatures(name, features),
    document: { case: name, features, diagnostics, inputHash: lesionHash(lesion.image, lesion.mask) },
  };
}

/** Writes a wide table of the features of all cases, and beside it the cases that failed. */
export async function writeFeaturesOfCases(
  casesPath: string,
  settings: FeatureSettings,
  options: LesionOptions & {
    readonly out: string;
    readonly root?: string | undefined;
    readonly jobs?: number | undefined;
    readonly progress?: Progress;
  },
): Promise<{ cases: number; failures: readonly { case: string; error: string }[] }> {
  const { out, root, jobs, label, roi, series, resampleMask, progress = silent } = options;
  const cases = await readCaseFiles(casesPath, root);
  const pool = openWorkerPool(jobs);
  try {
    const done = await featuresOfCases(cases, settings, { label, roi, series, resampleMask }, { pool, progress });
    await writeFileAtomic(
      out,
      formatWideFeatures(
        done.cases.map((item) => item.case),
        done.table,
      ),
    );
    await writeFileAtomic(errorsBeside(out), formatErrors(done.failures));
    return { cases: done.cases.length, failures: done.failures };
  } finally {
    await pool.close();
  }
}
