import { averaged } from "../averaged.ts";
import type { Optimiser } from "../optimisers/optimiser.ts";
import { trainingStep, type TrainingStep } from "../training-step.ts";
import { lossesOf } from "./check-pass.ts";
import type { GotTensor } from "./compare-tensor.ts";
import type { NetworkCase } from "./network-reference.ts";
import {
  type BuiltNetwork,
  buildNetwork,
  filledBatch,
  filledVariables,
  type NetworkForm,
} from "./reference-network.ts";
import { floats, runOnce } from "./run-program.ts";
import type { ConformanceSetting } from "./setting.ts";

/** How a reference's network is trained. */
export interface TrainingPlan {
  readonly form: NetworkForm;
  readonly case: NetworkCase;
  readonly optimiser: Optimiser;
  readonly rate: number;
  readonly decay?: number | undefined;
  readonly steps: number;
}

/** What there is to compare after a step. */
export interface TrainedStep {
  /** Counted from 1. */
  readonly step: number;
  readonly built: BuiltNetwork;
  readonly variables: TrainingStep["variables"];
  /** From before the update. */
  readonly loss: number;
  readonly ce: number;
  readonly ntxent: number;
  readonly logits: Float32Array;
  /** Logits and embedding in eval mode, after the update. */
  evaluate(): Promise<ReadonlyMap<string, GotTensor>>;
  /** The same of the averaged model. */
  evaluateAveraged(): Promise<ReadonlyMap<string, GotTensor>>;
}

/** Trains on the case's one batch from the filled parameters, and hands over every step as it was made. */
export async function trainReference(
  setting: ConformanceSetting,
  plan: TrainingPlan,
  after: (step: TrainedStep) => Promise<void> | void,
): Promise<void> {
  const { runtime, threads } = setting;
  const { form, optimiser, rate, decay, steps } = plan;
  const { seed, temperature } = plan.case;
  const built = buildNetwork(form, "train");
  const { ce, ntxent, loss } = lossesOf(built, temperature);
  const batch = filledBatch(plan.case, form.radiomics);
  const { labels: _, ...images } = batch;
  const training = await trainingStep({
    runtime,
    threads,
    // Swin at batch 4 would keep 10 GB.
    memory: "returned",
    graph: built.graph,
    variables: filledVariables(built.graph, seed),
    loss,
    outputs: { logits: built.output.logits, ce, ntxent },
    optimiser,
    ...(decay !== undefined && { average: { decay } }),
  });
  const { variables } = training;
  const evaluation = buildNetwork(form, "eval");
  const outputs = { logits: evaluation.output.logits, embedding: evaluation.output.embedding };
  // A program of its own each time: kept beside the training step, its memory would add to the peak.
  const evaluate = (store: TrainingStep["variables"]) =>
    runOnce(setting, { graph: evaluation.graph, outputs, inputs: images, variables: store });
  try {
    for (let step = 1; step <= steps; step++) {
      const report = await training.run(batch, { rate });
      const [got] = report.outputs;
      await after({
        step,
        built,
        variables,
        loss: report.loss,
        ce: Number(got["ce"][0]),
        ntxent: Number(got["ntxent"][0]),
        logits: floats(got["logits"]),
        evaluate: () => evaluate(variables),
        evaluateAveraged: () => evaluate(averaged(evaluation.graph, variables)),
      });
    }
  } finally {
    await training.release();
  }
}
