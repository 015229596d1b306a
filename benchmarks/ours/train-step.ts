/**
 * Times our training step in a process of its own; `benchmarks/train-step.ts` starts it with its settings as one JSON argument.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { add } from "@hilum/graph";
import { loadOnnxRuntime } from "@hilum/graph/node";
import { adam, crossEntropy, ntXent, trainingStep } from "@hilum/learn";
import {
  alternatingLabels,
  benchmarkNetwork,
  filledInputs,
  filledVariables,
  type NetworkSettings,
} from "./networks.ts";
import { profiling } from "./profiling.ts";
import { timed } from "./timed.ts";

export interface TrainStepSettings extends NetworkSettings {
  readonly threads: number;
  readonly repeat: number;
  readonly profile: boolean;
}

/** What the sessions of a training step do, in the order in which it makes them. */
const programs = ["loss and gradients", "update of the parameters"] as const;

async function measure(settings: TrainStepSettings, profiles?: string) {
  const { batch, threads, repeat } = settings;
  const runtime = await loadOnnxRuntime();
  const profiler = profiles === undefined ? undefined : profiling(runtime, profiles);
  const { graph, output, labels } = benchmarkNetwork(settings, "train");
  const loss = add(crossEntropy(output.logits, labels), ntXent(output.embedding, labels, { temperature: 0.05 }));
  const variables = filledVariables(graph);
  const inputs = { ...filledInputs(settings), labels: alternatingLabels(batch) };

  const start = performance.now();
  const optimiser = adam({ betas: [0.9, 0.99] });
  const step = await trainingStep({
    runtime: profiler?.runtime ?? runtime,
    graph,
    loss,
    variables,
    optimiser,
    threads,
  });
  const buildSeconds = (performance.now() - start) / 1000;
  const { last, ...times } = await timed(repeat, () => step.run(inputs, { rate: 1e-4 }));
  const profile = profiler?.finish(repeat + 1).map((session, index) => ({ does: programs[index], ...session }));
  await step.release();
  return { ...times, buildSeconds, lastLoss: last.loss, ...(profile && { profile }) };
}

async function measureInTemporaryFolder(settings: TrainStepSettings) {
  const folder = mkdtempSync(join(tmpdir(), "hilum-profile-"));
  try {
    return await measure(settings, folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const settings: TrainStepSettings = JSON.parse(process.argv[2]);
const measured = await (settings.profile ? measureInTemporaryFolder(settings) : measure(settings));
process.stdout.write(`${JSON.stringify(measured)}\n`);
