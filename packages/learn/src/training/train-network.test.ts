import { describe, expect, test } from "vitest";
import { randomStream } from "@hilum/numeric";
import { exportNetwork, type NetworkSpec, networkTensors, buildNetwork } from "@hilum/networks";
import { writeSafetensors, readWeights } from "@hilum/networks/weights";
import { runtime } from "../test/evaluate.ts";
import { untilFinished } from "../test/until-finished.ts";
import { networkPredictor } from "./network-predictor.ts";
import { trainNetwork, type TrainNetworkOptions } from "./train-network.ts";

const network: NetworkSpec = {
  backbone: "cnn",
  options: { channels: [4, 6] },
  size: [8, 8, 8],
  fusion: "concat",
  radiomics: 2,
  projection: [6, 4],
};

/** A bright ball (label 1) or plane (label 0) somewhere in noise. */
function shape(label: number, ...names: (string | number)[]): Float32Array {
  const stream = randomStream("shape", ...names);
  const [cz, cy, cx] = [0, 1, 2].map(() => 2.5 + 2 * stream.uniform());
  const plane = 1 + stream.integer(6);
  return Float32Array.from({ length: 512 }, (_, v) => {
    const [z, y, x] = [v >> 6, (v >> 3) & 7, v & 7];
    const inside = label === 1 ? (z - cz) ** 2 + (y - cy) ** 2 + (x - cx) ** 2 < 6.2 : z === plane;
    return (inside ? 1 : 0) + 0.2 * stream.normal();
  });
}

const labels = Array.from({ length: 22 }, (_, n) => n % 2);
const unseen = Array.from({ length: 20 }, (_, n) => (n % 3 === 0 ? 1 : 0));
const features = (some: readonly number[]) => some.map((_, n) => [Math.sin(n), Math.cos(n)]);

const options: TrainNetworkOptions = {
  runtime,
  network,
  seed: 5,
  cases: {
    labels,
    centres: labels.map((_, n) => `h${n % 3}`),
    features: features(labels),
    crop: (index, epoch, turn) => shape(labels[index], "train", index, epoch, turn),
  },
  validation: {
    count: unseen.length,
    features: features(unseen),
    crop: (index) => Promise.resolve(shape(unseen[index], "test", index)),
    score: (predictions) =>
      predictions.filter(({ probabilities }, n) => (probabilities[1] > 0.5 ? 1 : 0) === unseen[n]).length /
      unseen.length,
  },
  settings: { batch: 4, epochs: 4, rate: 0.01, average: 0.8, threads: 1, clip: 5 },
};

/** Trains to the end, or as many moments as asked for; gives the last checkpoint and what comes out. */
async function trained(more: Partial<TrainNetworkOptions> = {}, moments = Infinity) {
  const training = untilFinished(await trainNetwork({ ...options, ...more }));
  const seen = [];
  for await (const moment of training) {
    seen.push(moment);
    if (seen.length === moments) break;
  }
  return { training, moments: seen, checkpoint: training.checkpoint() };
}

describe("training a network", () => {
  test("it learns, and reports loss, its parts, the rate and both validation scores for every epoch", async () => {
    const { training, moments } = await trained({ settings: { ...options.settings, epochs: 12 } });
    const reports = moments.map(({ report }) => report!);
    expect(training.reports).toEqual(reports);
    expect(reports.map(({ epoch }) => epoch)).toEqual(Array.from({ length: 12 }, (_, n) => n + 1));
    expect(Object.keys(reports[0])).toEqual(["epoch", "steps", "rate", "loss", "parts", "gradientNorm", "measures"]);
    expect(Object.keys(reports[0].parts)).toEqual(["crossEntropy", "contrastive"]);
    const { loss, parts } = reports[0];
    expect(loss).toBeCloseTo(parts["crossEntropy"] + parts["contrastive"], 4);
    expect(reports.at(-1)!.loss).toBeLessThan(0.5 * loss);
    expect(reports.at(-1)!.measures["validation"]).toBeGreaterThan(0.8);
    expect(reports[5].rate).toBeCloseTo(0.01, 10);
    expect(reports[11].rate).toBeCloseTo(0.005 * (1 + Math.cos((Math.PI * 6) / 12)), 10);
    const scores = reports.flatMap(({ measures }) => Object.values(measures));
    expect(training.best?.score).toBe(Math.max(...scores));
  });

  test.each([1, 2, 7, 13])("left after moment %i and taken up again, it ends with the same bytes", async (count) => {
    const whole = await trained({ checkpointEvery: 2 });
    // Six batches of four: two moments inside each epoch and one after it.
    expect(whole.moments).toHaveLength(12);
    const first = await trained({ checkpointEvery: 2 }, count);
    const rest = await trained({ checkpointEvery: 2, checkpoint: first.checkpoint });
    expect(rest.moments).toEqual(whole.moments.slice(count));
    expect(Buffer.from(rest.checkpoint).equals(Buffer.from(whole.checkpoint))).toBe(true);
    for (const choice of ["last", "averaged", "best"] as const) {
      const [a, b] = [whole, rest].map(({ training }) => exportNetwork(network, training.weights(choice)));
      expect(Buffer.from(a).equals(Buffer.from(b))).toBe(true);
    }
  });

  test("a checkpoint of other settings, labels or no checkpoint at all is refused", async () => {
    const { checkpoint } = await trained({}, 1);
    const other = { ...options.settings, rate: 0.02 };
    await expect(trainNetwork({ ...options, checkpoint, settings: other })).rejects.toThrow(
      /another network, other settings/,
    );
    await expect(trainNetwork({ ...options, checkpoint: checkpoint.subarray(0, 99) })).rejects.toThrow(/safetensors/);
    const weights = writeSafetensors(new Map());
    await expect(trainNetwork({ ...options, checkpoint: weights })).rejects.toThrow(/no checkpoint of a training/);
  });

  test("a crop that is no number stops it with epoch and step, and the checkpoint before is still good", async () => {
    const broken = {
      ...options.cases,
      crop: (index: number, epoch: number, turn: number) => {
        const crop = shape(labels[index], "train", index, epoch, turn);
        if (epoch === 1 && index === 3) crop[0] = Number.NaN;
        return crop;
      },
    };
    const training = untilFinished(await trainNetwork({ ...options, cases: broken }));
    let checkpoint = new Uint8Array();
    const run = async () => {
      for await (const _ of training) checkpoint = new Uint8Array(training.checkpoint());
    };
    await expect(run()).rejects.toThrow(/^Epoch 2, step \d: The loss is NaN/);
    expect(() => training.checkpoint()).toThrow(/^Epoch 2, step \d: .* holds NaN: the training has diverged/);
    const whole = await trained();
    const rest = await trained({ checkpoint });
    expect(Buffer.from(rest.checkpoint).equals(Buffer.from(whole.checkpoint))).toBe(true);
  });

  test("weights that one step spoils are found as soon as they are to say something of a case", async () => {
    const settings = { ...options.settings, batch: labels.length, rate: 1e30, clip: "none" as const };
    await expect(trained({ settings })).rejects.toThrow(
      /^Epoch 1: The network says NaN of case 0\. .*\(lower the rate/,
    );
  });

  test("micro-batches, pairs across centres, balanced weights, another optimiser", async () => {
    const { moments } = await trained({
      settings: {
        ...options.settings,
        epochs: 1,
        microBatch: 2,
        optimiser: { kind: "sgd" },
        average: "none",
        last: "drop",
      },
      loss: { classWeights: "balanced", contrastive: { acrossCentres: true, weight: 0.5 } },
    });
    const { report } = moments[0];
    expect(report!.steps).toBe(5);
    expect(Object.keys(report!.measures)).toEqual(["validation"]);
    expect(report!.loss).toBeCloseTo(report!.parts["crossEntropy"] + 0.5 * report!.parts["contrastive"], 4);
  });

  test("weights from a file replace the random start", async () => {
    const first = await trained({}, 1);
    const variables = first.training.weights("averaged");
    const bytes = writeSafetensors(networkTensors(buildNetwork(network, "eval", 1).graph, variables));
    const training = untilFinished(await trainNetwork({ ...options, seed: 99, weights: { file: readWeights(bytes) } }));
    expect(training.loaded?.missing).toEqual([]);
    expect(training.weights("last").get("fc.weight")).toEqual(variables.get("fc.weight"));
    expect(() => training.weights("best")).toThrow(/No epoch was measured/);
  });

  test("wrong labels, features, centres and options are refused", async () => {
    const refused = (more: Partial<TrainNetworkOptions>) => expect(trainNetwork({ ...options, ...more })).rejects;
    const { cases } = options;
    await refused({ cases: { ...cases, labels: labels.map(() => 2) } }).toThrow(/Case 0 has the label 2/);
    await refused({ cases: { ...cases, features: features(labels.slice(1)) } }).toThrow(/22 cases; 21 rows were given/);
    await refused({ cases: { ...cases, features: labels.map(() => [0, Number.NaN]) } }).toThrow(
      /Row 0 .* one of them NaN/,
    );
    await refused({ settings: { batch: 4, microBatch: 3 } }).toThrow(/microBatch is 3; it must divide the batch of 4/);
    const { centres: _, ...placeless } = cases;
    await refused({ cases: placeless, loss: { contrastive: { acrossCentres: true } } }).toThrow(/0 were given/);
  });
});

describe("predictions", () => {
  test("a case is predicted the same whatever others are predicted with it, and nearly as by the exported file", async () => {
    const { training } = await trained({}, 1);
    const variables = training.weights("averaged");
    const predictor = untilFinished(await networkPredictor({ runtime, network, variables, threads: 1 }));
    const { validation } = options;
    const all = await predictor.predict(validation!);
    const one = await predictor.predict({
      count: 1,
      crop: () => shape(unseen[7], "test", 7),
      features: [features(unseen)[7]],
    });
    expect(one[0]).toEqual(all[7]);
    expect(all[7].probabilities[0] + all[7].probabilities[1]).toBeCloseTo(1, 12);
    const session = await runtime.InferenceSession.create(exportNetwork(network, variables), {
      executionProviders: ["cpu"],
    });
    const { logits } = await session.run(
      {
        image: new runtime.Tensor("float32", shape(unseen[7], "test", 7), [1, 1, 8, 8, 8]),
        radiomics: new runtime.Tensor("float32", Float32Array.from(features(unseen)[7]), [1, 2]),
      },
      { logits: null },
    );
    // Folding weights into each other costs a last digit.
    expect(logits.data).toBeInstanceOf(Float32Array);
    one[0].logits.forEach((logit, n) => expect(Reflect.get(Object(logits.data), n)).toBeCloseTo(logit, 5));
    await session.release();
  });
});
