import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import type { Table } from "@hilum/learn/tabular";
import { parseNetworkBundle } from "../../bundle/network-bundle.ts";
import type { NetworkBundle, SavedNetworks } from "../../bundle/network-bundle.ts";
import { StudyError } from "../../errors.ts";
import { featureTable } from "../../tables/feature-table.ts";
import { casesOf } from "../case-files.ts";
import type { NamedFile } from "../images/stored-image.ts";
import type { LesionFeatures } from "../lesion-features.ts";
import { lesionFeatures } from "../lesion-features.ts";
import type { LesionOptions, LesionRequest } from "../lesion-files.ts";
import { silent } from "../progress.ts";
import type { Outcome } from "../attempt.ts";
import { readTextTable } from "../text-table-file.ts";
import { reasonOf } from "../reason-of.ts";
import { openWorkerPool } from "../worker-pool.ts";
import { assessLesions } from "../networks/assess-lesions.ts";
import { lesionCrop } from "../networks/prepared-image.ts";
import type { LesionCrop } from "../networks/prepared-image.ts";
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

/** Node.js reads no larger file at once. */
const largestBytes = 2 ** 31 - 1;

interface OpenNetworks extends SavedNetworks {
  /** Bytes of the .onnx files, in the order of the members. */
  readonly networks: readonly Uint8Array[];
}

/** Reads the folder of a model with networks. @throws StudyError `missing-file`, `bad-bundle` */
async function openNetworks(folder: string): Promise<OpenNetworks> {
  const read = (file: string) =>
    readFile(join(folder, file)).catch((error: unknown) => {
      throw new StudyError(
        "missing-file",
        `${join(folder, file)}: not readable (${reasonOf(error)}). Copy the whole folder of the model.`,
      );
    });
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  const model = text(await read("model.json"));
  const saved = parseNetworkBundle(
    model,
    /"kind": *"fusion"/.test(model) ? text(await read("radiomics.json")) : undefined,
  );
  const networks: Uint8Array[] = [];
  for (const { network } of saved.bundle.members) {
    const bytes = await read(network.file);
    if (bytes.length > largestBytes) throw new StudyError("bad-bundle", `${network.file}: larger than 2 GiB.`);
    networks.push(bytes);
  }
  return { ...saved, networks };
}

function requestOf(
  { resampleMask }: NetworkBundle,
  files: { readonly image: NamedFile; readonly mask: NamedFile },
  { label, roi, series, resampleMask: asked }: LesionOptions,
): LesionRequest {
  return { ...files, label, roi, series, resampleMask: asked ?? resampleMask };
}

/** The risk of the lesion in an image and its mask, by a model with networks; such a risk comes without reasons. */
export async function predictLesionByNetworks(
  folder: string,
  files: LesionPaths,
  options: PredictLesionOptions,
): Promise<LesionPrediction> {
  const model = await openNetworks(folder);
  const { bundle } = model;
  const named = (path: string): NamedFile => ({ path, name: basename(path) });
  const request = requestOf(bundle, { image: named(files.image), mask: named(files.mask) }, options);
  const { crop, warnings, inputHash } = await lesionCrop({ ...request, settings: bundle.image });
  const features = bundle.radiomics && (await lesionFeatures({ ...request, settings: bundle.radiomics })).value;
  const values = new Map(Object.entries(options.values ?? {}));
  const table =
    bundle.radiomics && features
      ? joinedTable(bundle, featureTable(bundle.radiomics, [features.values]), [values])
      : undefined;
  const [assessment] = await assessLesions(model, model.networks, [crop], table);
  const { risk, decision, imputed } = assessment!;
  return {
    risk,
    threshold: bundle.threshold,
    decision,
    calibrated: bundle.calibrated,
    contributions: [],
    clinical: clinicalColumnsOf(bundle),
    imputed,
    model: { name: bundle.name, description: bundle.description, study: bundle.study, hilum: bundle.hilum },
    warnings: [...(features?.warnings ?? warnings), "A network gives no reasons for a single risk."],
    inputHash,
  };
}

/** The risks of all cases of a table by a model with networks, written as CSV. */
export async function predictCasesByNetworks(
  folder: string,
  casesPath: string,
  { out, root, jobs, progress = silent, ...options }: PredictCasesOptions,
): Promise<CasesPrediction> {
  const model = await openNetworks(folder);
  const { bundle } = model;
  const { image: settings, radiomics } = bundle;
  const text = await readTextTable(casesPath);
  const cases = casesOf(text, casesPath, { root, images: true });
  const cells = clinicalCells(bundle, text, cases);
  warnOfStrangeCentres(cases, bundle.training.centres, progress);
  const pool = openWorkerPool(jobs);
  try {
    const requests = cases.map(({ image, mask }) => requestOf(bundle, { image, mask }, options));
    progress.start("images", cases.length);
    const crops = await pool.map(
      "lesionCrop",
      requests.map((request) => ({ ...request, settings })),
      (index, outcome) => {
        if (!outcome.ok) progress.warn(`${cases[index]!.case}: ${outcome.error}`);
        progress.advance();
      },
    );
    const features: Outcome<LesionFeatures>[] = [];
    if (radiomics) {
      progress.start("features", cases.length);
      const measured = await pool.map(
        "features",
        requests.map((request) => ({ ...request, settings: radiomics })),
        () => progress.advance(),
      );
      features.push(...measured);
    }
    const done = cases.flatMap((item, i) => {
      const [crop, measured] = [crops[i]!, features[i]];
      return crop.ok && (measured?.ok ?? true)
        ? [{ item, cells: cells[i]!, crop: crop.value, values: measured?.ok ? measured.value : undefined }]
        : [];
    });
    const failures = cases.flatMap((item, i) => {
      const failed = [crops[i]!, features[i]].find((outcome) => outcome?.ok === false);
      return failed && !failed.ok ? [{ case: item.case, error: failed.error }] : [];
    });
    const table: Table | undefined =
      radiomics === null
        ? undefined
        : joinedTable(
            bundle,
            featureTable(
              radiomics,
              done.map(({ values }) => values?.values ?? []),
            ),
            done.map((one) => one.cells),
          );
    const assessments = await assessLesions(
      model,
      model.networks,
      done.map(({ crop }) => crop.crop),
      table,
    );
    await writeRisks(out, { cases: done.map(({ item }) => item), assessments, failures }, progress);
    const remarks = done.flatMap(({ item, crop, values }) =>
      remarksOf(crop, values).map((remark) => ({ case: item.case, remark })),
    );
    return { predicted: done.length, failures, remarks };
  } finally {
    await pool.close();
  }
}

/** Features repeat what reading the lesion said. */
function remarksOf(crop: LesionCrop, values: LesionFeatures | undefined): readonly string[] {
  return values?.warnings ?? crop.warnings;
}
