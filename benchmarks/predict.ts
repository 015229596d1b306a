import { defineBenchmark } from "./benchmark.ts";
import { ours } from "./child-process.ts";
import { compare } from "./compare.ts";
import type { Measured } from "./measured.ts";
import { networkOptions, networkSettings } from "./network-options.ts";
import type { PredictSettings } from "./ours/predict.ts";
import { agreement, sides } from "./report.ts";
import { torchPeer } from "./torch-peer.ts";

interface OurPrediction extends Measured {
  readonly buildSeconds: number;
  readonly logits: readonly number[];
}

/** What float32 warrants for the logits. */
const logitTolerance = 1e-5;

/** How long does a prediction take? */
export const predict = defineBenchmark({
  name: "predict",
  question: "Seconds and peak memory of one prediction: the network in evaluation mode; and of building its session.",
  options: {
    ...networkOptions,
    size: { kind: "count", default: 96, help: "edge of the cubic images, voxels" },
    batch: { kind: "count", default: 1, help: "images at once" },
  },
  examples: ["--network resnet18", "--network densenet121 --size 64 --peer none", "--network swin --json --save"],
  measure: async (values, note) => {
    const { threads, repeat, rounds } = values;
    const settings = { ...networkSettings(values), threads };
    const prediction = (repeat: number): Promise<OurPrediction> =>
      ours("predict.ts", { ...settings, repeat } satisfies PredictSettings);
    const peer = values.peer === "torch" ? torchPeer("predict", settings, note) : undefined;
    const repeats = Array.from({ length: rounds }, () => repeat);
    const compared = await compare(repeats, prediction, peer?.measure);
    const theirs = peer && compared.peer && { by: peer.by, ...compared.peer };
    const [mine, other] = [compared.ours.rounds[0].logits, theirs?.rounds[0].logits];
    return {
      unit: "s",
      ...sides(compared.ours, theirs),
      ...(other && { agree: agreement("logits", mine, other, logitTolerance) }),
    };
  },
});
