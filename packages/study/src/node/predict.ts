import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { formatBundlePredictions } from "../bundle/bundle-predictions.ts";
import { parseBundle } from "../bundle/bundle.ts";
import type { BundleModel, ModelBundle } from "../bundle/bundle.ts";
import type { Table } from "@hilum/learn/tabular";
import { wholeTable } from "../case-table.ts";
import { encodeClinical } from "../clinical-encoding.ts";
import type { Cells } from "../clinical-encoding.ts";
import { cellsOf, columnIndex } from "../tables/csv-table.ts";
import type { TextTable } from "../tables/csv-table.ts";
import { numbersOfColumns } from "../tables/given-features.ts";
import { StudyError } from "../errors.ts";
import { featureTable, formatErrors } from "../tables/feature-table.ts";
import { writeFileAtomic } from "./atomic-file.ts";
import { isNetworkBundle } from "../bundle/network-bundle.ts";
import { predictCasesByNetworks, predictLesionByNetworks } from "./networks/predict-networks.ts";
import { casesOf, errorsBeside } from "./case-files.ts";
import { featuresOfCases } from "./features-of-cases.ts";
import { lesionFeatures } from "./lesion-features.ts";
import type { NamedFile } from "./images/stored-image.ts";
import type { LesionOptions } from "./lesion-files.ts";
import { silent } from "./progress.ts";
import type { Progress } from "./progress.ts";
import { readTextTable, reasonOf } from "./text-table-file.ts";
import { openWorkerPool } from "./worker-pool.ts";
import { warnOfStrangeCentres } from "./warn-of-strange-centres.ts";

/** The risk of one patient, with reasons; the fields of `hilum predict --json`. */
export interface LesionPrediction {
  readonly risk: number;
  readonly threshold: number;
  /** 1 = positive, 0 = negative. */
  readonly decision: 0 | 1;
  readonly calibrated: boolean;
  /** What each feature adds to the log-odds compared with the mean training case, largest effect first. */
  readonly contributions: readonly {
    readonly feature: string;
    readonly value: number;
    readonly contribution: number;
  }[];
  /** Features that are impossible for this lesion and were replaced by the training median. */
  readonly imputed: readonly string[];
  readonly model: {
    readonly name: string;
    readonly description: string;
    readonly study: string;
    readonly hilum: string;
  };
  readonly warnings: readonly string[];
  /** SHA-256 of voxels and grid of image and mask. */
  readonly inputHash: string;
}

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

/** Whether the model in a folder is one with networks. */
async function holdsNetworks(folder: string): Promise<boolean> {
  return isNetworkBundle(await readFile(join(folder, "model.json"), "utf8").catch(() => ""));
}

/** The risk of the lesion in an image and its mask. */
export async function predictLesion(
  folder: string,
  files: { readonly image: string; readonly mask: string },
  options: LesionOptions & {
    /** Clinical variables by column. */
    readonly values?: Readonly<Record<string, string>> | undefined;
    /** Its hospital, for a model that harmonises hospitals. */
    readonly centre?: string | undefined;
  } = {},
): Promise<LesionPrediction> {
  if (await holdsNetworks(folder)) return predictLesionByNetworks(folder, files, options);
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
    imputed: assessment!.imputed,
    model: { name: bundle.name, description: bundle.description, study: bundle.study, hilum: bundle.hilum },
    warnings: value.warnings,
    inputHash: value.inputHash,
  };
}

export interface PredictCasesOptions extends LesionOptions {
  /** CSV with a risk for each case that could be read; the others stand in `FILE.errors.csv`. */
  readonly out: string;
  readonly root?: string | undefined;
  readonly jobs?: number | undefined;
  readonly progress?: Progress;
}

/** What came of predicting a table of cases. */
export interface CasesPrediction {
  readonly predicted: number;
  readonly failures: readonly { readonly case: string; readonly error: string }[];
  /** Remarks on single lesions, for example on a mesh with holes; the risk stands. */
  readonly remarks: readonly { readonly case: string; readonly remark: string }[];
}

/** The risks of all cases of a table, written as CSV. */
export async function predictCases(
  folder: string,
  casesPath: string,
  given: PredictCasesOptions,
): Promise<CasesPrediction> {
  if (await holdsNetworks(folder)) return predictCasesByNetworks(folder, casesPath, given);
  const { out, root, jobs, label, roi, series, resampleMask, progress = silent } = given;
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
    const cells = done.cases.map(({ row }) => cellsOf(row, clinicalColumns(text, bundle), text.decimalComma));
    const centres = done.cases.map(({ centre }) => centre ?? "");
    const assessments = model.assess(joinedTable(bundle, done.table, cells, centres));
    assessments.forEach(({ imputed }, i) => {
      if (imputed.length > 0) {
        progress.warn(`${done.cases[i]!.case}: replaced by the training median: ${imputed.join(", ")}`);
      }
    });
    await writeFileAtomic(out, formatBundlePredictions(done.cases, assessments));
    await writeFileAtomic(errorsBeside(out), formatErrors(done.failures));
    const remarks = done.features.flatMap(({ warnings }, i) =>
      warnings.map((remark) => ({ case: done.cases[i]!.case, remark })),
    );
    return { predicted: done.cases.length, failures: done.failures, remarks };
  } finally {
    await pool.close();
  }
}

/** Features and clinical variables of cases side by side. */
function joinedTable(
  { clinical = { variables: [], missing: [] } }: ModelBundle,
  features: Table,
  cells: readonly Cells[],
  centres: readonly string[],
): Table {
  return wholeTable({ features, clinical: encodeClinical(clinical, cells), centres });
}

/** Where the clinical columns of a model stand in a table; one that is missing is an error, not a gap in every case. */
function clinicalColumns(table: TextTable, { clinical }: ModelBundle): { column: string; index: number }[] {
  return (clinical?.variables ?? []).map(({ column }) => ({ column, index: columnIndex(table, column) }));
}
