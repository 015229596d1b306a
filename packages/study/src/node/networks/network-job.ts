import { loadOnnxRuntime } from "@hilum/graph/node";
import { networkPredictor } from "@hilum/learn";
import { exportNetwork, networkTensors, reloadNetwork } from "@hilum/networks";
import { writeSafetensors } from "@hilum/networks/weights";
import type { NetworkResult, TrainedNetwork } from "../../fit-results.ts";
import { networkSpecOf } from "../../networks/network-spec-of.ts";
import { contentHash } from "../content-hash.ts";
import { jobPaths } from "../jobs/job-files.ts";
import type { WorkerPool } from "../worker-pool.ts";
import { evaluationCases, featuresOf } from "./evaluation-cases.ts";
import { keepNetworkResult } from "./keep-network-result.ts";
import type { NetworkCase, NetworkRequest, TrainingProgress } from "./network-request.ts";
import { openTraining } from "./open-training.ts";
import { trainWithCheckpoints } from "./train-with-checkpoints.ts";
import { logLine, writeCurves } from "./training-log.ts";

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
  await trainWithCheckpoints(training, request, report);

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
  await keepNetworkResult(request, { result, ...(request.keep && { network, weights }) });
}
