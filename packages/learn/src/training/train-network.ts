import { type Graph, initialise, type OnnxRuntime, Variables } from "@hilum/graph";
import {
  buildNetwork,
  type CompleteNetworkSpec,
  type LoadMode,
  type LoadReport,
  loadWeights,
  type NetworkSpec,
} from "@hilum/networks";
import type { Weights } from "@hilum/networks/weights";
import { averageOf } from "../names.ts";
import { LearnError } from "../learn-error.ts";
import { batchCount, batchOrder } from "./batch-order.ts";
import type { WeightsChoice } from "./epoch-report.ts";
import { checkFeatures, type EvaluationCases, type TrainingCases, trainingInputs } from "./network-cases.ts";
import { classWeightsOf, type LossSettings, lossSettings, networkLoss } from "./network-loss.ts";
import { networkPredictor, type NetworkPrediction } from "./network-predictor.ts";
import { type TrainingLoop, trainingLoop, type TrainingMoment } from "./training-loop.ts";
import { type TrainingSettings, trainingSettings } from "./training-settings.ts";

/** What is trained, on what, and how. */
export interface TrainNetworkOptions {
  readonly runtime: OnnxRuntime;
  readonly network: NetworkSpec;
  /** Decides the random start and the order of the cases. */
  readonly seed: number;
  /** Weights to start from, from `openWeights`; what they do not have starts at random (He). Default: everything at random. */
  readonly weights?: { readonly file: Pick<Weights, "tensors">; readonly mode?: LoadMode };
  readonly cases: TrainingCases;
  /** Cases that are predicted after every epoch; see `NetworkTraining.weights("best")`. */
  readonly validation?: ValidationCases;
  readonly settings?: TrainingSettings;
  readonly loss?: LossSettings;
  /** A moment is also yielded after every so many steps inside an epoch, for checkpoints. Default: only after epochs. */
  readonly checkpointEvery?: number;
  /** Goes on from a checkpoint of a training with the same options. */
  readonly checkpoint?: Uint8Array;
}

/** Cases on which every epoch is measured. */
export interface ValidationCases extends EvaluationCases {
  /** A number of the predictions that is larger for better ones, such as the AUC of `probabilities[1]`. */
  score(predictions: readonly NetworkPrediction[]): number;
}

/** A training: `for await (const moment of training)` trains, and between two moments a checkpoint may be taken. */
export interface NetworkTraining extends AsyncDisposable, AsyncIterable<TrainingMoment> {
  readonly spec: CompleteNetworkSpec;
  /** What of the given weights was loaded. */
  readonly loaded: LoadReport | undefined;
  readonly reports: TrainingLoop["reports"];
  /** The epoch with the best validation score, of the weights as they were or of their moving average. */
  readonly best: TrainingLoop["best"];
  checkpoint(): Uint8Array;
  /**
   * A copy of the weights and running statistics, for `networkPredictor`, `exportNetwork` and `networkTensors`.
   *
   * @throws LearnError `no-average` or `no-best` if these were not kept.
   */
  weights(choice: WeightsChoice): Variables;
  release(): Promise<void>;
}

/**
 * Opens the training of a network on labelled lesions: cross-entropy and contrastive loss, one optimiser, a schedule by epochs, a moving
 * average of the weights, and after every epoch the score on the validation cases.
 *
 * The same options give the same bytes, also after a stop: everything random comes from streams named after seed, epoch and case.
 * The measures of an epoch's report are `validation` and, with an average, `validationAveraged`.
 *
 * @throws LearnError `bad-option`, `bad-labels`, `bad-features`, `checkpoint`, `checkpoint-foreign`; NetworkError `network-spec`,
 * `weights-foreign`.
 */
export async function trainNetwork(options: TrainNetworkOptions): Promise<NetworkTraining> {
  const { runtime, seed, cases, validation, weights } = options;
  const settings = trainingSettings(options.settings);
  const losses = lossSettings(options.loss);
  const built = buildNetwork(options.network, "train", settings.microBatch);
  const { spec, graph } = built;
  checkCases(spec, cases, losses.contrastive !== "none" && losses.contrastive.acrossCentres);
  if (validation) checkFeatures(spec, validation.count, validation.features);
  const centres = cases.centres && numbered(cases.centres);
  const usesCentres = losses.contrastive !== "none" && losses.contrastive.acrossCentres ? centres : undefined;
  const { loss, parts } = networkLoss(built, losses, classWeightsOf(losses.classWeights, cases.labels, spec.classes));
  const variables = new Variables();
  initialise(graph, variables, seed);
  const loaded = weights && loadWeights(weights.file, graph, variables, weights.mode ? { mode: weights.mode } : {});
  const names = [...graph.parameters.keys(), ...graph.states.keys()];

  const { batch, microBatch, last } = settings;
  const count = cases.labels.length;
  const feed = async (epoch: number, step: number) => {
    const draws = batchOrder(count, { seed, epoch, batch, last })[step];
    const parts = Array.from({ length: batch / microBatch }, (_, n) =>
      draws.slice(n * microBatch, (n + 1) * microBatch),
    );
    return Promise.all(parts.map((part) => trainingInputs(spec, cases, usesCentres, part, epoch)));
  };
  const seen = storeOf(buildNetwork(spec, "eval", 1).graph);
  const predictor =
    validation && (await networkPredictor({ runtime, network: spec, variables: seen, threads: settings.threads }));
  const measure = async (): Promise<Record<string, number>> => {
    if (!predictor) return {};
    const scoreOf = async (choice: "last" | "averaged"): Promise<number> => {
      copyWeights(loop, names, choice, seen);
      return validation.score(await predictor.predict(validation));
    };
    return {
      validation: await scoreOf("last"),
      ...(settings.average !== "none" && { validationAveraged: await scoreOf("averaged") }),
    };
  };
  const loop: TrainingLoop = await trainingLoop({
    runtime,
    graph,
    loss,
    parts,
    variables,
    settings,
    steps: batchCount(count, batch, last),
    feed,
    measure,
    score: bestOfBoth,
    identity: JSON.stringify({ spec, settings, losses, seed, labels: cases.labels, centres: usesCentres }),
    every: options.checkpointEvery,
    checkpoint: options.checkpoint,
  });
  const release = async (): Promise<void> => {
    await loop.release();
    await predictor?.release();
  };
  return {
    spec,
    loaded,
    get reports() {
      return loop.reports;
    },
    get best() {
      return loop.best;
    },
    checkpoint: () => loop.checkpoint(),
    weights: (choice) => {
      const store = storeOf(graph, names);
      copyWeights(loop, names, choice, store);
      return store;
    },
    release,
    [Symbol.asyncDispose]: release,
    [Symbol.asyncIterator]: () => loop.run(),
  };
}

/** The better of the weights as they are and their moving average; of equal ones, the former. */
function bestOfBoth(
  measures: Readonly<Record<string, number>>,
): { score: number; weights: "last" | "averaged" } | undefined {
  const { validation, validationAveraged = -Infinity } = measures;
  if (validation === undefined) return undefined;
  return validationAveraged > validation
    ? { score: validationAveraged, weights: "averaged" }
    : { score: validation, weights: "last" };
}

function storeOf(
  graph: Graph,
  names: readonly string[] = [...graph.parameters.keys(), ...graph.states.keys()],
): Variables {
  const store = new Variables();
  for (const name of names) store.add(name, (graph.parameters.get(name) ?? graph.states.get(name))!.shape);
  return store;
}

function copyWeights(loop: TrainingLoop, names: readonly string[], choice: WeightsChoice, store: Variables): void {
  const { variables, bestTensors } = loop;
  if (choice === "best" && bestTensors.size === 0)
    throw new LearnError("no-best", "No epoch was measured, so none is the best. Train with validation cases.");
  if (choice === "averaged" && !names.some((name) => variables.has(averageOf(name))))
    throw new LearnError(
      "no-average",
      "The training keeps no moving average. Train with settings.average, such as 0.9997.",
    );
  for (const name of names) {
    if (!store.has(name)) continue;
    const averaged = choice === "averaged" && variables.has(averageOf(name)) ? averageOf(name) : name;
    store.set(name, (choice === "best" ? bestTensors.get(name) : undefined) ?? variables.get(averaged));
  }
}

function numbered(centres: readonly (string | number)[]): number[] {
  const names = [...new Set(centres)];
  return centres.map((centre) => names.indexOf(centre));
}

function checkCases(
  spec: CompleteNetworkSpec,
  { labels, centres, features }: TrainingCases,
  acrossCentres: boolean,
): void {
  const wrong = labels.findIndex((label) => !Number.isInteger(label) || label < 0 || label >= spec.classes);
  if (labels.length === 0 || wrong >= 0) {
    throw new LearnError(
      "bad-labels",
      labels.length === 0
        ? "There are no cases to learn from."
        : `Case ${wrong} has the label ${labels[wrong]}; the network has the classes 0 to ${spec.classes - 1}.`,
    );
  }
  if (acrossCentres && centres?.length !== labels.length) {
    throw new LearnError(
      "bad-option",
      `contrastive.acrossCentres needs the centre of each of ${labels.length} cases; ${centres?.length ?? 0} were given.`,
    );
  }
  checkFeatures(spec, labels.length, features);
}
