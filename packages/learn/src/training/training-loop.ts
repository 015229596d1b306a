import type { Graph, OnnxRuntime, Value, Variables } from "@hilum/graph";
import { type Batch, type TrainingStep, trainingStep } from "../training-step.ts";
import { LearnError } from "../learn-error.ts";
import { averageOf } from "../names.ts";
import {
  type BestEpoch,
  checkpointTensors,
  decodeCheckpoint,
  encodeCheckpoint,
  floats,
  restoreTensors,
  type TrainingState,
} from "./checkpoint.ts";
import type { EpochReport } from "./epoch-report.ts";
import { prefetched } from "./prefetch.ts";
import { type CompleteTrainingSettings, optimiserOf, scheduleOf } from "./training-settings.ts";

/** What a loop trains and on what. */
export interface TrainingLoopOptions {
  readonly runtime: OnnxRuntime;
  /** The network in training mode with its loss. */
  readonly graph: Graph;
  readonly loss: Value;
  /** Scalars to be reported beside the loss, by name. */
  readonly parts: Readonly<Record<string, Value>>;
  /** Initialised parameters and states. */
  readonly variables: Variables;
  readonly settings: CompleteTrainingSettings;
  /** What the training is made of, as text: a checkpoint of another one is refused. */
  readonly identity: string;
  /** Steps of one epoch. */
  readonly steps: number;
  /** The inputs of one step, one entry for each micro-batch; epoch and step are counted from 0. Called ahead of time. */
  readonly feed: (epoch: number, step: number) => Promise<readonly Batch[]>;
  /** Measures the variables after an epoch. */
  readonly measure?: () => Promise<Readonly<Record<string, number>>>;
  /** The score of an epoch by its measures, larger is better; the weights of the best epoch are kept, of equal ones the first. */
  readonly score?: (measures: Readonly<Record<string, number>>) => Omit<BestEpoch, "epoch"> | undefined;
  /** A moment is also yielded after every so many steps inside an epoch. Default: only after epochs. */
  readonly every?: number | undefined;
  /** Goes on from here. */
  readonly checkpoint?: Uint8Array | undefined;
}

/** A point at which a training can be left and taken up again. */
export interface TrainingMoment {
  /** Epochs finished. */
  readonly epoch: number;
  /** Steps done in the next epoch; 0 right after an epoch. */
  readonly step: number;
  /** Steps of one epoch. */
  readonly steps: number;
  /** Loss of the last step. */
  readonly loss: number;
  /** Right after an epoch: what it gave. */
  readonly report?: EpochReport;
}

/** A training that runs, stops and goes on. */
export interface TrainingLoop extends AsyncDisposable {
  /** Weights, running statistics, memories of the optimiser, averages. */
  readonly variables: Variables;
  /** All epochs finished so far, those before a checkpoint included. */
  readonly reports: readonly EpochReport[];
  readonly best: BestEpoch | undefined;
  /** Weights of the best epoch by name. */
  readonly bestTensors: ReadonlyMap<string, Float32Array>;
  /**
   * Trains on to the last epoch.
   *
   * @throws LearnError `not-finite`, with epoch and step, if the loss or what is said of a validation case is no number; the last
   * checkpoint is still good.
   */
  run(): AsyncGenerator<TrainingMoment>;
  /** Everything that is needed to go on from the last moment to byte-identical weights. @throws LearnError `not-finite` */
  checkpoint(): Uint8Array;
  release(): Promise<void>;
}

/** Batches that are made ahead of time. */
const ahead = 2;

/**
 * Opens a training loop: forward, backward and update for every batch, a report for every epoch, checkpoints in between.
 *
 * Nothing is drawn here: `feed` draws from streams named after epoch and step. So a checkpoint holds no state of a generator.
 *
 * @throws LearnError `checkpoint-foreign` if the checkpoint belongs to another training, and what `trainingStep` throws.
 */
export async function trainingLoop(options: TrainingLoopOptions): Promise<TrainingLoop> {
  const { runtime, graph, loss, parts, variables, settings, steps, identity } = options;
  const kept = [...graph.parameters.keys(), ...graph.states.keys()];
  const step = await trainingStep({
    runtime,
    graph,
    loss,
    outputs: parts,
    variables,
    optimiser: optimiserOf(settings.optimiser),
    threads: settings.threads,
    ...(settings.microBatch < settings.batch && { accumulate: "sum" }),
    ...(settings.clip !== "none" && { clip: settings.clip }),
    ...(settings.average !== "none" && { average: { decay: settings.average } }),
  });
  // The gradients joined the graph's states with the step.
  const weights = kept.filter((name) => variables.has(name));
  let state: TrainingState = { epoch: 0, step: 0, sums: {}, reports: [] };
  let bestTensors: ReadonlyMap<string, Float32Array> = new Map();
  if (options.checkpoint) {
    const read = decodeCheckpoint(options.checkpoint);
    if (read.identity !== identity) {
      throw new LearnError(
        "checkpoint-foreign",
        "The checkpoint belongs to a training with another network, other settings or other cases. Start this one anew.",
      );
    }
    restoreTensors(variables, read.tensors);
    state = read.state;
    bestTensors = new Map([...read.best].map(([name, tensor]) => [name, floats(tensor)]));
  }

  const rateOf = scheduleOf(settings);
  async function* run(): AsyncGenerator<TrainingMoment> {
    while (state.epoch < settings.epochs) {
      const { epoch } = state;
      const rate = rateOf(epoch);
      const batches = prefetched((at) => options.feed(epoch, at), { from: state.step, count: steps, ahead });
      let last = Number.NaN;
      for await (const batch of batches) {
        const where = `Epoch ${epoch + 1}, step ${state.step + 1}`;
        const { loss, sums } = await one(step, batch, rate, Object.keys(parts), where);
        state = { ...state, step: state.step + 1, sums: added(state.sums, sums) };
        last = loss;
        const isDue = options.every !== undefined && state.step % options.every === 0;
        if (isDue && state.step < steps) yield { epoch, step: state.step, steps, loss };
      }
      yield { epoch: epoch + 1, step: 0, steps, loss: last, report: await finishEpoch(rate) };
    }
  }
  const finishEpoch = async (rate: number): Promise<EpochReport> => {
    const measures = await options.measure?.().catch((error: unknown) => {
      throw placed(`Epoch ${state.epoch + 1}`, error);
    });
    const { loss, gradientNorm, ...rest } = mapped(state.sums, (sum) => sum / steps);
    const report: EpochReport = {
      epoch: state.epoch + 1,
      steps,
      rate,
      loss,
      parts: rest,
      ...(gradientNorm !== undefined && { gradientNorm }),
      measures: measures ?? {},
    };
    const found = options.score?.(report.measures);
    const isBest = found !== undefined && found.score > (state.best?.score ?? -Infinity);
    if (isBest) bestTensors = new Map(weights.map((name) => [name, weightOf(name, found.weights).slice()]));
    state = {
      epoch: state.epoch + 1,
      step: 0,
      sums: {},
      reports: [...state.reports, report],
      ...(isBest ? { best: { epoch: state.epoch + 1, ...found } } : state.best && { best: state.best }),
    };
    return report;
  };
  const weightOf = (name: string, which: "last" | "averaged"): Float32Array =>
    variables.get(which === "averaged" && variables.has(averageOf(name)) ? averageOf(name) : name);

  const checkpoint = (): Uint8Array => {
    const best = [...bestTensors].map(
      ([name, values]) => [name, { dtype: "float32", shape: variables.shapeOf(name), values: () => values }] as const,
    );
    try {
      return encodeCheckpoint({ identity, state, tensors: checkpointTensors(variables), best: new Map(best) });
    } catch (error) {
      const { epoch, step } = state;
      throw placed(step === 0 ? `Epoch ${epoch}` : `Epoch ${epoch + 1}, step ${step}`, error);
    }
  };
  const release = (): Promise<void> => step.release();
  return {
    variables,
    get reports() {
      return state.reports;
    },
    get best() {
      return state.best;
    },
    get bestTensors() {
      return bestTensors;
    },
    run,
    checkpoint,
    release,
    [Symbol.asyncDispose]: release,
  };
}

/** One step, and what it adds to the sums of its epoch. */
async function one(
  step: TrainingStep,
  batch: readonly Batch[],
  rate: number,
  parts: readonly string[],
  where: string,
): Promise<{ loss: number; sums: Record<string, number> }> {
  try {
    const { loss, outputs, gradientNorm } = await step.run(batch, { rate });
    const mean = (name: string): number =>
      outputs.reduce((sum, output) => sum + Number(output[name][0]), 0) / outputs.length;
    return {
      loss,
      sums: {
        ...Object.fromEntries(parts.map((name) => [name, mean(name)])),
        loss,
        ...(gradientNorm !== undefined && { gradientNorm }),
      },
    };
  } catch (error) {
    throw placed(where, error);
  }
}

/** Where a training ceased to be numbers. */
function placed(where: string, error: unknown): unknown {
  if (!(error instanceof LearnError && error.code === "not-finite")) return error;
  return new LearnError("not-finite", `${where}: ${error.message}`, { cause: error });
}

function added(sums: Readonly<Record<string, number>>, more: Readonly<Record<string, number>>): Record<string, number> {
  return mapped(more, (value, name) => (sums[name] ?? 0) + value);
}

function mapped(
  values: Readonly<Record<string, number>>,
  of: (value: number, name: string) => number,
): Record<string, number> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, of(value, name)]));
}
