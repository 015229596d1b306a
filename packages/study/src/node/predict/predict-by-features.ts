import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { parseBundle } from "../../bundle/bundle.ts";
import type { BundleModel } from "../../bundle/bundle.ts";
import { numbersOfColumns } from "../../tables/given-features.ts";
import { StudyError } from "../../errors.ts";
import { featureTable } from "../../tables/feature-table.ts";
import { casesOf } from "../case-files.ts";
import { featuresOfCases } from "../features-of-cases.ts";
import { lesionFeatures } from "../lesion-features.ts";
import type { NamedFile } from "../images/stored-image.ts";
import { silent } from "../progress.ts";
import { readTextTable } from "../text-table-file.ts";
import { reasonOf } from "../reason-of.ts";
import { openWorkerPool } from "../worker-pool.ts";
import { clinicalCells, clinicalColumnsOf, joinedTable } from "./clinical-values.ts";
import type {
  CasesPrediction,
  LesionPaths,
  LesionPrediction,
  PredictCasesOptions,
  PredictLesionOptions,
} from "./prediction.ts";
import { warnOfStrangeCentres } from "./warn-of-strange-centres.ts";
import { writeRisks } from "./write-risks.ts";

/** Reads a model bundle's folder. @throws StudyError `missing-file`, `bad-bundle` */
export async function openBundle(folder: string): Promise<BundleModel> {
  const read = async (file: string) =>
    readFile(join(folder, file), "utf8").catch((error: unknown) => {
      throw new StudyError(
        "missing-file",
        `${join(folder, file)}: not readable (${reasonOf(error)}). MODEL is a folder under models/ of a run.`,
      );
    });
  return parseBundle(await read("model.json"), await read("radiomics.json"));
}

/** The risk of the lesion in an image and its mask, by a model of features, with reasons. */
export async function predictLesionByFeatures(
  folder: string,
  files: LesionPaths,
  options: PredictLesionOptions,
): Promise<LesionPrediction> {
  const model = await openBundle(folder);
  const { bundle } = model;
  const named = (path: string): NamedFile => ({ path, name: basename(path) });
  if (!bundle.radiomics) {
    throw new StudyError(
      "needs-table",
      `The model "${bundle.name}" reads no image but columns of a table: hilum predict MODEL --cases cases.csv --out risks.csv`,
    );
  }
  const { value } = await lesionFeatures({
    image: named(files.image),
    mask: named(files.mask),
    settings: bundle.radiomics,
    label: options.label,
    roi: options.roi,
    series: options.series,
    resampleMask: options.resampleMask ?? bundle.resampleMask,
  });
  const values = new Map(Object.entries(options.values ?? {}));
  const table = joinedTable(bundle, featureTable(bundle.radiomics, [value.values]), [values], [options.centre ?? ""]);
  const [assessment] = model.assess(table);
  const [contributions] = model.contributions(table);
  return {
    risk: assessment!.risk,
    threshold: bundle.threshold,
    decision: assessment!.decision,
    calibrated: bundle.calibrated,
    contributions: contributions!.map(({ feature, value: measured, contribution }) => ({
      feature,
      value: measured,
      contribution,
    })),
    clinical: clinicalColumnsOf(bundle),
    imputed: assessment!.imputed,
    model: { name: bundle.name, description: bundle.description, study: bundle.study, hilum: bundle.hilum },
    warnings: value.warnings,
    inputHash: value.inputHash,
  };
}

/** The risks of all cases of a table by a model of features or clinical variables, written as CSV. */
export async function predictCasesByFeatures(
  folder: string,
  casesPath: string,
  { out, root, jobs, label, roi, series, resampleMask, progress = silent }: PredictCasesOptions,
): Promise<CasesPrediction> {
  const model = await openBundle(folder);
  const { bundle } = model;
  const text = await readTextTable(casesPath);
  const cases = casesOf(text, casesPath, { root, images: bundle.radiomics !== null });
  warnOfStrangeCentres(cases, bundle.training.centres, progress);
  const pool = openWorkerPool(jobs);
  try {
    const options = { label, roi, series, resampleMask: resampleMask ?? bundle.resampleMask };
    const done = bundle.radiomics
      ? await featuresOfCases(cases, bundle.radiomics, options, { pool, progress })
      : { cases, features: [], failures: [], table: numbersOfColumns(text, model.given) };
    const cells = clinicalCells(bundle, text, done.cases);
    const centres = done.cases.map(({ centre }) => centre ?? "");
    const assessments = model.assess(joinedTable(bundle, done.table, cells, centres));
    await writeRisks(out, { cases: done.cases, assessments, failures: done.failures }, progress);
    const remarks = done.features.flatMap(({ warnings }, i) =>
      warnings.map((remark) => ({ case: done.cases[i]!.case, remark })),
    );
    return { predicted: done.cases.length, failures: done.failures, remarks };
  } finally {
    await pool.close();
  }
}
