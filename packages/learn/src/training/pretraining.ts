import { Graph, initialise, type OnnxRuntime, type Value, Variables } from "@hilum/graph";
import {
  type Backbone,
  backboneOf,
  type BackboneSpec,
  type CompleteNetworkSpec,
  type LoadMode,
  type LoadReport,
  loadWeights,
  type Mode,
  networkTensors,
  parseNetworkSpec,
  Scope,
} from "@hilum/networks";
import type { StoredTensor, Weights } from "@hilum/networks/weights";
import { averageOf } from "../names.ts";
import { LearnError } from "../learn-error.ts";
import type { Batch } from "../training-step.ts";
import { type TrainingLoop, trainingLoop, type TrainingMoment } from "./training-loop.ts";
import type { CompleteTrainingSettings, TrainingSettings } from "./training-settings.ts";

/** A backbone and the size of its images: what is trained beforehand. */
export type PretrainedBackbone = BackboneSpec & {
  /** Size of the crops, [k, j, i] voxels. */
  readonly size: readonly [number, number, number];
};

/** What both kinds of pre-training are given. */
export interface PretrainingOptions {
  readonly runtime: OnnxRuntime;
  readonly backbone: PretrainedBackbone;
  /** Decides the random start and all that is drawn. */
  readonly seed: number;
  /** Weights of the backbone to start from; default: at random (He). */
  readonly weights?: { readonly file: Pick<Weights, "tensors">; readonly mode?: LoadMode };
  readonly settings?: TrainingSettings;
  /** As in `trainNetwork`. */
  readonly checkpointEvery?: number;
  readonly checkpoint?: Uint8Array;
}

/** A pre-training: `for await (const moment of pretraining)` trains, and between two moments a checkpoint may be taken. */
export interface Pretraining extends AsyncDisposable, AsyncIterable<TrainingMoment> {
  readonly loaded: LoadReport | undefined;
  readonly reports: TrainingLoop["reports"];
  checkpoint(): Uint8Array;
  /**
   * Parameters and running statistics of the backbone under the names that networks with it have, for `writeSafetensors`: a file that
   * `weights` of `trainNetwork` takes.
   */
  backboneTensors(choice: "last" | "averaged"): ReadonlyMap<string, StoredTensor>;
  release(): Promise<void>;
}

/** The task that stands behind the backbone. */
export interface PretrainingTask {
  /** Images in one run. */
  readonly images: number;
  /** Adds heads and loss to the graph. */
  build(
    graph: Graph,
    scope: Scope,
    seen: ReturnType<Backbone["build"]>,
  ): { readonly loss: Value; readonly parts: Readonly<Record<string, Value>> };
  readonly steps: number;
  feed(epoch: number, step: number): Promise<readonly Batch[]>;
  /** After an epoch, what the variables achieve. */
  measure?(variables: Variables): Promise<Readonly<Record<string, number>>>;
  /** Frees what `measure` holds. */
  release?(): Promise<void>;
  /** What, besides backbone, settings and seed, makes this training what it is. */
  readonly identity: unknown;
}

/** The complete description of a backbone's network, for its size and options. */
export function pretrainedSpec(backbone: PretrainedBackbone): CompleteNetworkSpec {
  const { size, ...named } = backbone;
  return parseNetworkSpec({ ...named, size });
}

/** Opens a training of a backbone for a task other than the study's own. */
export async function pretraining(
  options: PretrainingOptions,
  spec: CompleteNetworkSpec,
  settings: CompleteTrainingSettings,
  task: PretrainingTask,
): Promise<Pretraining> {
  const { runtime, seed, weights } = options;
  const { graph, scope, seen } = backboneGraph(spec, "train", task.images);
  const { loss, parts } = task.build(graph, scope, seen);
  const variables = new Variables();
  initialise(graph, variables, seed);
  const loaded = weights && loadWeights(weights.file, graph, variables, weights.mode ? { mode: weights.mode } : {});
  const loop = await trainingLoop({
    runtime,
    graph,
    loss,
    parts,
    variables,
    settings,
    steps: task.steps,
    feed: (epoch, step) => task.feed(epoch, step),
    measure: async () => (await task.measure?.(variables)) ?? {},
    identity: JSON.stringify({
      backbone: spec.backbone,
      options: spec.options,
      size: spec.size,
      settings,
      seed,
      task: task.identity,
    }),
    every: options.checkpointEvery,
    checkpoint: options.checkpoint,
  });
  const release = async (): Promise<void> => {
    await loop.release();
    await task.release?.();
  };
  return {
    loaded,
    get reports() {
      return loop.reports;
    },
    checkpoint: () => loop.checkpoint(),
    backboneTensors: (choice) => {
      if (choice === "averaged" && settings.average === "none")
        throw new LearnError(
          "no-average",
          "The training keeps no moving average. Train with settings.average, such as 0.9997.",
        );
      return tensorsOf(spec, variables, choice);
    },
    release,
    [Symbol.asyncDispose]: release,
    [Symbol.asyncIterator]: () => loop.run(),
  };
}

/** The backbone in a graph of its own. */
function backboneGraph(spec: CompleteNetworkSpec, mode: Mode, images: number) {
  const graph = new Graph();
  const scope = new Scope(graph, mode);
  const seen = backboneOf(spec).build(scope, graph.input("image", "float32", [images, spec.channels, ...spec.size]));
  return { graph, scope, seen };
}

function tensorsOf(
  spec: CompleteNetworkSpec,
  variables: Variables,
  choice: "last" | "averaged",
): ReadonlyMap<string, StoredTensor> {
  const store = new Variables();
  const { graph } = backboneGraph(spec, "eval", 1);
  store.declare(graph);
  for (const name of graph.states.keys()) {
    const counter = name.replace(/running_var$/, "num_batches_tracked");
    if (variables.has(counter)) store.add(counter, variables.shapeOf(counter));
  }
  for (const name of store.names) {
    const averaged = choice === "averaged" && variables.has(averageOf(name));
    store.set(name, variables.get(averaged ? averageOf(name) : name));
  }
  return networkTensors(graph, store);
}
