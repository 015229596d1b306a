import { readFile } from "node:fs/promises";
import type { OnnxRuntime } from "@hilum/graph";
import { LearnError, trainNetwork } from "@hilum/learn";
import type { NetworkTraining, TrainingCases, TrainNetworkOptions } from "@hilum/learn";
import { stratifiedFolds } from "@hilum/learn/tabular";
import { NetworkError, openWeights } from "@hilum/networks";
import { randomStream } from "@hilum/numeric";
import { auc } from "@hilum/stats";
import { StudyError } from "../../errors.ts";
import { jobPaths } from "../jobs/job-files.ts";
import { cropFrom, evaluationCases, learnedCases } from "./evaluation-cases.ts";
import type { CaseMeans } from "./evaluation-cases.ts";
import type { NetworkCase, NetworkRequest } from "./network-request.ts";
import { preparedPath } from "./prepared-image.ts";
import { logLine } from "./training-log.ts";

/** Opens the training, from the checkpoint if there is one that can be used. */
export async function openTraining(
  request: NetworkRequest,
  { runtime, pool, features, spec }: CaseMeans & { runtime: OnnxRuntime; spec: TrainNetworkOptions["network"] },
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
function innerSplit(request: NetworkRequest): [NetworkCase[], NetworkCase[]] {
  const { model, seed, validation } = request;
  const train = learnedCases(request);
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
