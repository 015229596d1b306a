import { totalmem } from "node:os";
import type { EvaluationCases } from "@hilum/learn";
import { fittedPipelineFromJson } from "@hilum/learn/tabular";
import type { FittedPipeline, Table } from "@hilum/learn/tabular";
import { randomStream } from "@hilum/numeric";
import { StudyError } from "../../errors.ts";
import { fusionFeatures } from "../../networks/fusion-features.ts";
import { smallerPart } from "../../split-by-ratio.ts";
import type { WorkerPool } from "../worker-pool.ts";
import type { NetworkCase, NetworkRequest } from "./network-request.ts";
import { preparedPath } from "./prepared-image.ts";
import type { CropRequest } from "./prepared-image.ts";

/** Prepared images are kept in memory up to a share of what the machine has, the others read from disk each time. */
const memoryBytes = Math.min(4 * 2 ** 30, totalmem() / 8);

/** What crops and features of cases are made with. */
export interface CaseMeans {
  /** Threads that cut crops while the network computes. */
  readonly pool: WorkerPool;
  /** Fitted on the training cases; undefined for a network that reads no features. */
  readonly features: FittedPipeline | undefined;
}

/** The features and clinical variables that a fusion reads, selected and scaled on its training cases; undefined for a network alone. */
export function featuresOf(request: NetworkRequest): FittedPipeline | undefined {
  const { model, seed, columns, clinical } = request;
  if (!model.select) return undefined;
  const train = learnedCases(request);
  const labels = train.map(({ label }) => label);
  const groups = train.map(({ patient }) => patient);
  const fitted = fusionFeatures(model.select, tableOf(train, columns), labels, { seed, groups, clinical });
  return fittedPipelineFromJson(JSON.parse(JSON.stringify(fitted.toJson())));
}

/** The training cases that are learned from: all, or a share of the patients of each class, drawn by the seed. */
export function learnedCases({ model, seed, train }: NetworkRequest): readonly NetworkCase[] {
  if (model.share === undefined) return train;
  const chosen = smallerPart(train, 1 - model.share, randomStream(seed, "share"));
  return train.filter((_, i) => chosen[i]);
}

/** Cases as a network is given them to predict: crops centred on the lesion, and scaled features. */
export function evaluationCases(
  cases: readonly NetworkCase[],
  { cache, model, columns }: NetworkRequest,
  { pool, features }: CaseMeans,
): EvaluationCases {
  return {
    count: cases.length,
    crop: (index) => cropFrom(pool, { path: preparedPath(cache, cases[index]!.image), settings: model.image }),
    ...(features && { features: features.scaled(tableOf(cases, columns)) }),
  };
}

/** One crop, cut by a thread. @throws StudyError `prepared-image` */
export async function cropFrom(pool: WorkerPool, request: Omit<CropRequest, "memoryBytes">): Promise<Float32Array> {
  const [outcome] = await pool.map("crop", [{ ...request, memoryBytes }]);
  if (outcome!.ok) return outcome!.value;
  throw new StudyError("prepared-image", `A prepared image cannot be read: ${outcome!.error} Run the study again.`);
}

function tableOf(cases: readonly NetworkCase[], columns: readonly string[]): Table {
  return { columns, rows: cases.map(({ values }) => Float64Array.from(values, (value) => value ?? NaN)) };
}
