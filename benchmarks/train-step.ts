import { defineBenchmark } from "./benchmark.ts";
import { ours } from "./child-process.ts";
import { compare } from "./compare.ts";
import type { Measured } from "./measured.ts";
import { networkOptions, networkSettings } from "./network-options.ts";
import type { SessionProfile } from "./ours/profiling.ts";
import type { TrainStepSettings } from "./ours/train-step.ts";
import { agreement, sides } from "./report.ts";
import { torchPeer } from "./torch-peer.ts";

interface OurStep extends Measured {
  readonly buildSeconds: number;
  readonly lastLoss: number;
  readonly profile?: readonly SessionProfile[];
}

/** What float32 warrants for the loss after one step of Adam, which takes the sign of tiny gradients. */
const lossTolerance = { resnet18: 2e-2, resnet34: 2e-2, resnet50: 1e-1, densenet121: 2e-2, swin: 1e-4 } as const;

/** How long does a training step take, and how much memory? */
export const trainStep = defineBenchmark({
  name: "train-step",
  question: "Seconds and peak memory of one training step: cross-entropy + NT-Xent, gradients, Adam.",
  options: {
    ...networkOptions,
    size: { kind: "count", default: 32, help: "edge of the cubic images, voxels" },
    batch: { kind: "count", default: 4, help: "images per step" },
    profile: { kind: "switch", help: "also where the time goes, by operator of ONNX (one more process)" },
  },
  examples: [
    "--network resnet18 --size 48 --batch 4",
    "--network swin --size 64 --batch 2 --json --save",
    "--size 32 --peer none --profile",
  ],
  measure: async (values, note) => {
    const { network, threads, repeat, rounds, profile } = values;
    const settings = { ...networkSettings(values), threads };
    const step = (repeat: number, profile = false): Promise<OurStep> =>
      ours("train-step.ts", { ...settings, repeat, profile } satisfies TrainStepSettings);
    const peer = values.peer === "torch" ? torchPeer("train-step", settings, note) : undefined;
    // A short round first: after one timed step the losses of both can still be compared, later they drift apart.
    const repeats = [...(peer ? [1] : []), ...Array.from({ length: rounds }, () => repeat)];
    const compared = await compare(repeats, (repeat) => step(repeat), peer?.measure);
    const { profile: profiled } = profile ? await step(2, true) : {};
    const theirs = peer && compared.peer && { by: peer.by, ...compared.peer };
    const [mine, other] = [compared.ours.rounds[0].lastLoss, theirs?.rounds[0].lastLoss];
    return {
      unit: "s",
      ...sides(compared.ours, theirs),
      ...(other !== undefined && { agree: agreement("loss of step 2", [mine], [other], lossTolerance[network]) }),
      ...(profiled && { profile: profiled }),
    };
  },
});
