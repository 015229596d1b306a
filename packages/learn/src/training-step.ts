import {
  add,
  compile,
  type CompileOptions,
  cotangents,
  type ElementArray,
  elementCount,
  type Graph,
  type Program,
  type Value,
  Variables,
} from "@hilum/graph";
import { averageOf, gradientOf, stepName } from "./names.ts";
import type { Optimiser } from "./optimisers/optimiser.ts";
import { slicedUpdate } from "./optimisers/sliced-update.ts";
import { type NamedShape, updateGraph } from "./optimisers/update-graph.ts";
import { checkShare } from "./optimisers/check-share.ts";
import { checkPositive } from "./check-option.ts";
import { LearnError } from "./learn-error.ts";

/** What one training step is made of. */
export interface TrainingStepOptions extends Pick<
  CompileOptions,
  "runtime" | "variables" | "threads" | "device" | "session"
> {
  /** As in `compile`; default `returned` where an input has over four million values (12 crops of 96³ have 10.6 million), else `kept`. */
  readonly memory?: CompileOptions["memory"];
  /** The network in training mode with its loss; it gets the states `gradient:NAME` and their updates. */
  readonly graph: Graph;
  /** What is made small, float32 []. */
  readonly loss: Value;
  /** What a step returns besides the loss, by name. */
  readonly outputs?: Readonly<Record<string, Value>>;
  /** What is trained; default all parameters of the graph. Those that the loss does not depend on are left alone. */
  readonly parameters?: readonly Value[];
  readonly optimiser: Optimiser;
  /** `sum`: a step may be given several micro-batches; it follows the mean of their losses. Default `none`. */
  readonly accumulate?: "none" | "sum";
  /** Largest length of all gradients taken as one vector (torch clip_grad_norm_). */
  readonly clip?: number;
  /** Keeps a moving average of parameters and running statistics, decay in [0, 1); see `averaged`. */
  readonly average?: { readonly decay: number };
}

/** What every input of the graph is in one batch. */
export type Batch = Readonly<Record<string, ElementArray>>;

/** What one step reports; all of it is from before the update. */
export interface StepReport {
  /** Mean over the micro-batches. */
  readonly loss: number;
  /** The outputs asked for, one entry per micro-batch. */
  readonly outputs: readonly Readonly<Record<string, ElementArray>>[];
  /** Length of all gradients before clipping, if they are clipped. */
  readonly gradientNorm?: number;
}

/** A network and its optimiser, ready to train. */
export interface TrainingStep extends AsyncDisposable {
  /** Parameters, running statistics, gradients, memories of the optimiser, averages and the number of steps: all that a checkpoint needs. */
  readonly variables: Variables;
  /** Names of the parameters that move. */
  readonly trained: readonly string[];
  /**
   * One step: gradients of the batch (or of the mean over micro-batches), then one update at this learning rate.
   *
   * @throws LearnError `not-finite` if the loss is infinite or NaN: parameters and averages stay as they were (running
   * statistics have seen the batch); `micro-batches` if there are none, or several without `accumulate`.
   */
  run(batches: Batch | readonly Batch[], options: { readonly rate: number }): Promise<StepReport>;
  /** The two programs, for measurements. */
  readonly programs: { readonly gradients: Program; readonly update: Program };
  release(): Promise<void>;
}

/** Kept, the memory of a step over 12 crops of 96³ was 20.1 GiB with ResNet-18, returned 15.2. */
const largeInput = 4_000_000;

function usualMemory(graph: Graph): CompileOptions["memory"] {
  return [...graph.inputs.values()].some(({ shape }) => elementCount(shape) > largeInput) ? "returned" : "kept";
}

/** The weight of one micro-batch, an input that the step itself feeds. */
const shareName = "micro-batch:share";
/** The loss among the outputs of the first program; a colon keeps it apart from what the caller asks for. */
const lossName = "training:loss";

/**
 * Compiles a training step: one program computes loss and gradients, a second one updates the parameters slice by slice; both share
 * one store of variables, through which the gradients pass.
 *
 * The store may be filled before or after (`initialise`, published weights, a checkpoint); moving averages start as a copy of
 * what is there at the first step. The same variables, batches and number of threads give the same bytes.
 *
 * @throws LearnError `bad-loss` if the loss is no scalar, `nothing-to-train` if it depends on none of the parameters, `bad-option`
 * on a decay outside [0, 1) or a clip that is not positive.
 */
export async function trainingStep(options: TrainingStepOptions): Promise<TrainingStep> {
  const {
    runtime,
    graph,
    loss,
    outputs = {},
    optimiser,
    accumulate = "none",
    clip,
    average,
    variables = new Variables(),
  } = options;
  if (clip !== undefined) checkPositive("clip", clip);
  if (average) checkShare("average.decay", average.decay);
  const followed = [...graph.updates.keys()].flatMap((name) => graph.states.get(name) ?? []);
  const parameters = writeGradients(graph, loss, options.parameters ?? [...graph.parameters.values()], accumulate);

  const { threads, device, session, memory = usualMemory(graph) } = options;
  const settings = { runtime, variables, threads, device, memory, session };
  const gradients = await compile(graph, { ...settings, outputs: { ...outputs, [lossName]: loss } });
  variables.add(stepName, []);
  const update = await slicedUpdate({ ...settings, parameters, optimiser, clip, decay: average?.decay });
  // Running statistics are few and small: their averages follow by a graph of their own.
  const averages =
    average &&
    followed.length > 0 &&
    (await compile(
      updateGraph({ parameters: [], optimiser, average: { decay: average.decay, states: followed } }),
      settings,
    ));

  const run = async (batches: Batch | readonly Batch[], { rate }: { readonly rate: number }): Promise<StepReport> => {
    const list = isList(batches) ? batches : [batches];
    checkCount(list.length, accumulate);
    const step = variables.get(stepName)[0] + 1;
    // Before the forward pass, which moves the running statistics.
    if (step === 1 && average) startAverages(variables, [...parameters, ...followed]);
    if (accumulate === "sum") for (const { name } of parameters) variables.get(gradientOf(name)).fill(0);
    const share: Batch = accumulate === "sum" ? { [shareName]: Float32Array.of(1 / list.length) } : {};
    const reports: Record<string, ElementArray>[] = [];
    let total = 0;
    for (const batch of list) {
      const { [lossName]: own, ...rest } = await gradients.run({ ...batch, ...share });
      total += Number(own[0]);
      reports.push(rest);
    }
    checkFinite(total, step);
    const gradientNorm = await update.run(rate, step);
    if (averages) await averages.run();
    variables.set(stepName, [step]);
    return { loss: total / list.length, outputs: reports, ...(gradientNorm === undefined ? {} : { gradientNorm }) };
  };
  const release = async (): Promise<void> => {
    await gradients.release();
    await update.release();
    if (averages) await averages.release();
  };
  const trained = parameters.map(({ name }) => name);
  return {
    variables,
    trained,
    run,
    programs: { gradients, update: update.program },
    release,
    [Symbol.asyncDispose]: release,
  };
}

/** Lets each run write the gradient of every parameter that has one into its state. */
function writeGradients(
  graph: Graph,
  loss: Value,
  parameters: readonly Value[],
  accumulate: "none" | "sum",
): NamedShape[] {
  if (loss.shape.length > 0) {
    throw new LearnError(
      "bad-loss",
      `A loss is a scalar; ${loss.name} has shape [${loss.shape.join(", ")}]. Take its mean first.`,
    );
  }
  // Scaling the loss is free, scaling its gradients would be one more pass over all of them.
  const weight = accumulate === "sum" ? graph.input(shareName, "float32", []) : graph.scalar(1);
  const found = cotangents(loss, weight, parameters);
  const trained = parameters.filter((_, index) => found[index] !== undefined);
  if (trained.length === 0)
    throw new LearnError("nothing-to-train", `The loss depends on none of the ${parameters.length} parameters.`);
  parameters.forEach(({ name, shape }, index) => {
    const gradient = found[index];
    if (!gradient) return;
    const state = graph.state(gradientOf(name), shape);
    graph.update(state, accumulate === "sum" ? add(state, gradient) : gradient);
  });
  return trained;
}

function startAverages(variables: Variables, values: readonly NamedShape[]): void {
  for (const { name } of values) variables.set(averageOf(name), variables.get(name));
}

function checkCount(count: number, accumulate: "none" | "sum"): void {
  if (count === 0) throw new LearnError("micro-batches", `A step needs at least one batch.`);
  if (count > 1 && accumulate === "none") {
    throw new LearnError(
      "micro-batches",
      `${count} micro-batches were given to a step made for one; make it with accumulate: "sum".`,
    );
  }
}

function checkFinite(loss: number, step: number): void {
  if (Number.isFinite(loss)) return;
  throw new LearnError(
    "not-finite",
    `The loss is ${loss} in step ${step} since the start, so the step was not made. Lower the rate, limit the gradients by clip, or look for wrong labels or missing values in the batch.`,
  );
}

function isList(batches: Batch | readonly Batch[]): batches is readonly Batch[] {
  return Array.isArray(batches);
}
