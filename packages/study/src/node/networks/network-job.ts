import { randomUUID } from "node:crypto";
import { copyFile, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { totalmem } from "node:os";
import { join } from "node:path";
import type { OnnxRuntime } from "@hilum/graph";
import { loadOnnxRuntime } from "@hilum/graph/node";
import { LearnError, networkPredictor, trainNetwork } from "@hilum/learn";
import type { EvaluationCases, NetworkTraining, TrainingCases, TrainNetworkOptions } from "@hilum/learn";
import { fittedPipelineFromJson, stratifiedFolds } from "@hilum/learn/tabular";
import type { FittedPipeline, Table } from "@hilum/learn/tabular";
import { exportNetwork, NetworkError, networkTensors, openWeights, reloadNetwork } from "@hilum/networks";
import { writeSafetensors } from "@hilum/networks/weights";
import { randomStream } from "@hilum/numeric";
import { auc } from "@hilum/stats";
import { StudyError } from "../../errors.ts";
import type { NetworkResult, TrainedNetwork } from "../../fit-results.ts";
import { fusionFeatures } from "../../networks/fusion-features.ts";
import { networkSpecOf } from "../../networks/network-spec-of.ts";
import { writeFileAtomic } from "../atomic-file.ts";
import { contentHash } from "../content-hash.ts";
import { jobPaths } from "../jobs/job-files.ts";
import { reasonOf } from "../text-table-file.ts";
import type { WorkerPool } from "../worker-pool.ts";
import type { NetworkCase, NetworkRequest, TrainingProgress } from "./network-request.ts";
import { preparedPath } from "./prepared-image.ts";
import type { CropRequest } from "./prepared-image.ts";
import { logLine, writeCurves } from "./training-log.ts";

/** A checkpoint inside an epoch is written when the last one is older. */
const checkpointSeconds = 60;
/** Prepared images are kept in memory up to a share of what the machine has, the others read from disk each time. */
const memoryBytes = Math.min(4 * 2 ** 30, totalmem() / 8);

/**
 * Trains the network of one job and keeps its result in the cache. Killed at any moment, the same call goes on from the last
 * checkpoint to the same bytes.
 *
 * @param pool - threads that cut crops while the network computes.
 * @throws StudyError `not-writable` on a full disk; LearnError `not-finite` if the training diverges; both leave the checkpoint.
 */
export async function networkJob(
  request: NetworkRequest,
  pool: WorkerPool,
  report: (progress: TrainingProgress) => void,
): Promise<void> {
  const { cache, id, model, train, test } = request;
  const { work } = jobPaths(cache, id);
  // The published protocol chooses by the cases that it names.
  const keep = request.validation ? "best" : model.keep;
  const runtime = await loadOnnxRuntime();
  const features = featuresOf(request);
  const spec = networkSpecOf(model, features?.inputs.length ?? 0);
  await using training = await openTraining(request, { runtime, pool, features, spec });
  await logLine(
    work,
    `${model.name}, seed ${request.seed}: ${train.length} cases, from epoch ${training.reports.length + 1}`,
  );
  await trainOn(training, request, report);

  const network = exportNetwork(training.spec, training.weights(keep));
  // From the file's bytes, so that the risks of the run and of the saved model come from the same numbers.
  const saved = reloadNetwork(network);
  await using predictor = await networkPredictor({
    runtime,
    network: saved.spec,
    variables: saved.variables,
    threads: model.training.threads,
  });
  const risksOf = async (cases: readonly NetworkCase[]) =>
    (await predictor.predict(evaluationCases(cases, request, { pool, features }))).map(
      ({ probabilities }) => probabilities[1]!,
    );
  const weights = writeSafetensors(networkTensors(saved.graph, saved.variables));
  const parameters = [...saved.graph.parameters.values()].reduce(
    (sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1),
    0,
  );
  const trained: TrainedNetwork = {
    spec: saved.spec,
    parameters,
    ...(keep === "best" &&
      training.best && {
        chosenEpoch: { epoch: training.best.epoch, auc: training.best.score, weights: training.best.weights },
      }),
    initial: training.loaded
      ? [
          `${training.loaded.elementsLoaded} of ${training.loaded.elementsOfNetwork} parameters loaded (${training.loaded.mode}).`,
          ...training.loaded.notes,
        ]
      : [],
    ...(request.keep && {
      saved: { job: id, onnx: contentHash(network), weights: contentHash(weights), trainRisks: await risksOf(train) },
    }),
  };
  const result: NetworkResult = {
    network: trained,
    ...(features && { features: features.toJson() }),
    risks: await risksOf(test),
  };
  await logLine(work, "done");
  await writeCurves(work, training.reports);
  await keepFolder(request, { result, ...(request.keep && { network, weights }) });
}

function tableOf(cases: readonly NetworkCase[], columns: readonly string[]): Table {
  return { columns, rows: cases.map(({ values }) => Float64Array.from(values, (value) => value ?? NaN)) };
}

function featuresOf({ model, seed, columns, train }: NetworkRequest): FittedPipeline | undefined {
  if (!model.select) return undefined;
  const labels = train.map(({ label }) => label);
  const groups = train.map(({ patient }) => patient);
  const fitted = fusionFeatures(model.select, tableOf(train, columns), labels, { seed, groups });
  return fittedPipelineFromJson(JSON.parse(JSON.stringify(fitted.toJson())));
}

interface Material {
  readonly pool: WorkerPool;
  readonly features: FittedPipeline | undefined;
}

function evaluationCases(
  cases: readonly NetworkCase[],
  { cache, model, columns }: NetworkRequest,
  { pool, features }: Material,
): EvaluationCases {
  return {
    count: cases.length,
    crop: (index) =>
      cropFrom(pool, { path: preparedPath(cache, cases[index]!.image), settings: model.image, memoryBytes }),
    ...(features && { features: features.scaled(tableOf(cases, columns)) }),
  };
}

async function cropFrom(pool: WorkerPool, request: CropRequest): Promise<Float32Array> {
  const [outcome] = await pool.map("crop", [request]);
  if (outcome!.ok) return outcome!.value;
  throw new StudyError("prepared-image", `A prepared image cannot be read: ${outcome!.error} Run the study again.`);
}

/** Opens the training, from the checkpoint if there is one that can be used. */
async function openTraining(
  request: NetworkRequest,
  { runtime, pool, features, spec }: Material & { runtime: OnnxRuntime; spec: TrainNetworkOptions["network"] },
): Promise<NetworkTraining> {
  const { cache, id, model, seed } = request;
  const [learned, chosenBy] = innerSplit(request);
  const cases: TrainingCases = {
    ...evaluationCases(learned, request, { pool, features }),
    labels: learned.map(({ label }) => label),
    centres: learned.map(({ centre }) => centre),
    crop: (index, epoch, turn) =>
      cropFrom(pool, {
        path: preparedPath(cache, learned[index]!.image),
        settings: model.image,
        draw: [seed, "crop", epoch, turn, index],
        memoryBytes,
      }),
  };
  const options: TrainNetworkOptions = {
    runtime,
    network: spec,
    seed,
    ...(request.weights !== undefined &&
      model.weights !== "none" && {
        weights: { file: openWeights(await readFile(request.weights)), mode: model.weights.mode },
      }),
    cases,
    ...(chosenBy.length > 0 && {
      validation: {
        ...evaluationCases(chosenBy, request, { pool, features }),
        score: (predictions) =>
          auc(
            chosenBy.map(({ label }) => label),
            predictions.map(({ probabilities }) => probabilities[1]!),
          ),
      },
    }),
    settings: model.training,
    loss: model.loss,
    checkpointEvery: 1,
  };
  const { work, checkpoint } = jobPaths(cache, id);
  const bytes = await readFile(checkpoint).catch(() => undefined);
  if (bytes === undefined) return trainNetwork(options);
  try {
    return await trainNetwork({ ...options, checkpoint: bytes });
  } catch (error) {
    if (!(error instanceof LearnError || error instanceof NetworkError)) throw error;
    // A disk that damaged the checkpoint costs the epochs, not the job.
    await logLine(work, `the checkpoint is not usable (${error.message}); from the beginning`);
    return trainNetwork(options);
  }
}

/** The training cases that are learned from, and those that choose the epoch: whole patients, classes spread evenly. */
function innerSplit({ model, seed, train, validation }: NetworkRequest): [NetworkCase[], NetworkCase[]] {
  if (validation) return [[...train], [...validation]];
  if (model.validate === 0) return [[...train], []];
  const folds = stratifiedFolds(
    train.map(({ label }) => label),
    train.map(({ patient }) => patient),
    Math.max(2, Math.round(1 / model.validate)),
    randomStream(seed, "validation"),
  );
  const chosenBy = train.filter((_, i) => folds[i] === 0);
  if (new Set(chosenBy.map(({ label }) => label)).size < 2) {
    throw new StudyError(
      "one-class",
      `validate: ${model.validate} leaves ${chosenBy.length} cases of one class to choose the epoch. Use a larger share, or 0.`,
    );
  }
  return [train.filter((_, i) => folds[i] !== 0), chosenBy];
}

async function trainOn(
  training: NetworkTraining,
  { cache, id, model }: NetworkRequest,
  report: (progress: TrainingProgress) => void,
): Promise<void> {
  const { work, checkpoint } = jobPaths(cache, id);
  const { epochs } = model.training;
  let written = performance.now();
  let before: { readonly at: number; readonly done: number } | undefined;
  for await (const moment of training) {
    const { epoch, step, steps, loss } = moment;
    const done = epoch + step / steps;
    const now = performance.now();
    const pace = before && (now - before.at) / 1000 / (done - before.done);
    before ??= { at: now, done };
    report({
      epoch: Math.min(epochs, step > 0 ? epoch + 1 : epoch),
      epochs,
      step,
      steps,
      loss,
      validationAuc: moment.report?.measures["validation"] ?? training.reports.at(-1)?.measures["validation"],
      secondsLeft: pace === undefined ? undefined : pace * (epochs - done),
      memoryMiB: process.memoryUsage.rss() / 2 ** 20,
    });
    if (moment.report) {
      const auc = moment.report.measures["validation"];
      await logLine(
        work,
        `epoch ${epoch} of ${epochs}: loss ${moment.report.loss.toPrecision(5)}${auc === undefined ? "" : `, validation AUC ${auc.toFixed(3)}`}`,
      );
      await writeCurves(work, training.reports);
    }
    if (moment.report || now - written > checkpointSeconds * 1000) {
      await writeFileAtomic(checkpoint, training.checkpoint());
      written = performance.now();
    }
  }
}

/** Puts the job's folder into place by rename: it is there and whole, or not there. @throws StudyError `not-writable` */
async function keepFolder(
  { cache, id }: NetworkRequest,
  files: { readonly result: NetworkResult; readonly network?: Uint8Array; readonly weights?: Uint8Array },
): Promise<void> {
  const { work, folder } = jobPaths(cache, id);
  const temporary = `${folder}.${randomUUID()}.tmp`;
  try {
    await mkdir(temporary, { recursive: true });
    if (files.network) await writeFile(join(temporary, "network.onnx"), files.network);
    if (files.weights) await writeFile(join(temporary, "weights.safetensors"), files.weights);
    for (const file of ["log.txt", "curves.csv", "curves.svg"]) {
      await copyFile(join(work, file), join(temporary, file)).catch(() => {});
    }
    await writeFile(join(temporary, "result.json"), JSON.stringify({ value: files.result }));
    // Another run of the same job may have been faster: its result is the same.
    await rm(folder, { recursive: true, force: true });
    await rename(temporary, folder);
  } catch (error) {
    await rm(temporary, { recursive: true, force: true }).catch(() => {});
    throw new StudyError("not-writable", `${folder}: not writable (${reasonOf(error)}).`, { cause: error });
  }
  await rm(work, { recursive: true, force: true });
}
