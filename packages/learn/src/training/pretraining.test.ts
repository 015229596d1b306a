import { describe, expect, test } from "vitest";
import { randomStream } from "@hilum/numeric";
import { buildNetwork, matchWeights } from "@hilum/networks";
import { readWeights, writeSafetensors } from "@hilum/networks/weights";
import { runtime } from "../test/evaluate.ts";
import { untilFinished } from "../test/until-finished.ts";
import type { Pretraining, PretrainingOptions } from "./pretraining.ts";
import type { LabelSet } from "./label-set.ts";
import { pretrainSegmentation } from "./pretrain-segmentation.ts";
import { pretrainSelfSupervised } from "./pretrain-self-supervised.ts";
import { maskedBlocks, quarterTurned } from "./views.ts";

const options: PretrainingOptions = {
  runtime,
  backbone: { backbone: "cnn", options: { channels: [4, 8] }, size: [8, 8, 8] },
  seed: 3,
  settings: { batch: 4, epochs: 3, rate: 0.01, schedule: { kind: "constant" }, average: 0.8, threads: 1 },
};

/** A bright ball in noise; with `classes` 3 a second, dark one of its own label. */
function balls(classes: number, ...names: (string | number)[]) {
  const stream = randomStream("ball", ...names);
  const labels = new Uint8Array(512);
  const image = new Float32Array(512);
  for (let label = 1; label < classes; label++) {
    const [z, y, x] = [0, 1, 2].map(() => 2 + 4 * stream.uniform());
    for (let v = 0; v < 512; v++)
      if ((z - (v >> 6)) ** 2 + (y - ((v >> 3) & 7)) ** 2 + (x - (v & 7)) ** 2 < 6) labels[v] = label;
  }
  for (let v = 0; v < 512; v++) image[v] = 0.5 + [0, 0.4, -0.4][labels[v]] + 0.05 * stream.normal();
  return { image, labels };
}

const set = (name: string, classes: number, count: number): LabelSet => ({
  name,
  classes,
  count,
  crop: (...draw) => balls(classes, name, ...draw),
  validation: { count: 3, crop: (index) => Promise.resolve(balls(classes, name, "validation", index)) },
});

async function trained(pretraining: Pretraining, moments = Infinity) {
  untilFinished(pretraining);
  let seen = 0;
  for await (const _ of pretraining) if (++seen === moments) break;
  return pretraining;
}

/** Goes on from every kind of moment; ends with the bytes of an undisturbed run. */
async function expectResumable(open: (more: Partial<PretrainingOptions>) => Promise<Pretraining>) {
  const whole = await trained(await open({ checkpointEvery: 2 }));
  for (const moments of [1, 2]) {
    const part = await trained(await open({ checkpointEvery: 2 }), moments);
    const rest = await trained(await open({ checkpointEvery: 2, checkpoint: part.checkpoint() }));
    expect(Buffer.from(rest.checkpoint()).equals(Buffer.from(whole.checkpoint()))).toBe(true);
  }
}

/** A classification network takes all of its backbone from the file. */
function expectLoadable(pretraining: Pretraining) {
  const file = readWeights(writeSafetensors(pretraining.backboneTensors("averaged")));
  const { graph, backboneParameters } = buildNetwork(options.backbone, "train", 2);
  const { report } = matchWeights(file, graph);
  expect(report.unexpected).toEqual([]);
  expect([...backboneParameters].filter((name) => !report.loaded.includes(name))).toEqual([]);
  expect(report.loaded).toContain("stage1.bn.running_mean");
}

describe("pre-training by segmentation", () => {
  const labelSets = [set("balls", 2, 6), set("pairs", 3, 3)];

  test("two label sets of different length share one encoder; Dice rises, the weights fit a network", async () => {
    const settings = { ...options.settings, epochs: 20 };
    const pretraining = await trained(await pretrainSegmentation({ ...options, settings, labelSets }));
    const [first, last] = [pretraining.reports[0], pretraining.reports.at(-1)!];
    expect(Object.keys(first.parts)).toEqual(["crossEntropy", "dice"]);
    expect(first.loss).toBeCloseTo(first.parts["crossEntropy"] + 1 - first.parts["dice"], 4);
    // Six images of the longer set, two in each step.
    expect(first.steps).toBe(3);
    expect(Object.keys(last.measures)).toEqual(["dice.balls", "dice.pairs"]);
    expect(last.measures["dice.balls"]).toBeGreaterThan(0.6);
    expect(last.parts["dice"]).toBeGreaterThan(first.parts["dice"] + 0.2);
    expectLoadable(pretraining);
  });

  test("left anywhere and taken up again, it ends with the same bytes", () =>
    expectResumable((more) => pretrainSegmentation({ ...options, ...more, labelSets })));

  test("batches that cannot be shared and wrong labels are refused", async () => {
    const refused = (sets: readonly LabelSet[]) =>
      expect(pretrainSegmentation({ ...options, labelSets: sets })).rejects;
    await refused([]).toThrow(/no label sets/);
    await refused([set("a", 2, 1), set("b", 2, 1), set("c", 2, 1)]).toThrow(/4 cannot be shared evenly by 3/);
    await refused([set("a", 2, 1), set("a", 2, 1)]).toThrow(/Two label sets are called "a"/);
    const wrong = { ...set("a", 2, 4), crop: (index: number) => balls(3, index) };
    const pretraining = await pretrainSegmentation({ ...options, labelSets: [wrong] });
    await expect(trained(pretraining)).rejects.toThrow(/A crop of "a" has the label 2; it has 2 classes/);
  });
});

describe("self-supervised pre-training", () => {
  const cases = {
    count: 8,
    // Brighter towards high j, so that turns can be told.
    crop: (index: number, epoch: number, turn: number) =>
      balls(2, index, epoch, turn).image.map((value, v) => value * (0.1 + index / 20) + ((v >> 3) & 7) / 10),
  };

  test("turns are told, views found, covered voxels rebuilt; the weights fit a network", async () => {
    const settings = { ...options.settings, epochs: 40 };
    const pretraining = await trained(await pretrainSelfSupervised({ ...options, settings, cases }));
    const [first, last] = [pretraining.reports[0].parts, pretraining.reports.at(-1)!.parts];
    expect(Object.keys(first)).toEqual(["rotation", "contrast", "reconstruction"]);
    expect(last["rotation"]).toBeLessThan(0.8 * first["rotation"]);
    expect(last["contrast"]).toBeLessThan(first["contrast"]);
    expect(last["reconstruction"]).toBeLessThan(0.6 * first["reconstruction"]);
    expectLoadable(pretraining);
  });

  test("left anywhere and taken up again, it ends with the same bytes", () =>
    expectResumable((more) => pretrainSelfSupervised({ ...options, ...more, cases })));

  test("backbones without a volume, oblong planes and single crops are refused", async () => {
    const refused = (more: Partial<PretrainingOptions>) =>
      expect(pretrainSelfSupervised({ ...options, ...more, cases })).rejects;
    await refused({ backbone: { backbone: "slice-attention", size: [20, 20, 20] } }).toThrow(
      /no volume can be rebuilt/,
    );
    await refused({ backbone: { backbone: "cnn", size: [8, 8, 16] } }).toThrow(/square in the axial plane.*8×8×16/);
    await refused({ settings: { batch: 1 } }).toThrow(/batch of at least 2/);
  });

  test("four quarter turns are none; one brings the row j = 0 to a column", () => {
    const crop = Float32Array.from({ length: 2 * 9 }, (_, at) => at);
    const size = [2, 3, 3];
    const once = quarterTurned(crop, size, 1);
    expect([...once.subarray(0, 9)]).toEqual([6, 3, 0, 7, 4, 1, 8, 5, 2]);
    expect(quarterTurned(quarterTurned(once, size, 1), size, 2)).toEqual(crop);
    expect(quarterTurned(once, size, 2)).toEqual(quarterTurned(crop, size, 3));
  });

  test("a third of the voxels is covered, the others stay", () => {
    const crop = Float32Array.from({ length: 512 }, () => 2);
    const covered = maskedBlocks(crop, [8, 8, 8], 0.3, randomStream(1));
    const count = covered.filter((value) => value !== 2).length / 512;
    expect(count).toBeGreaterThanOrEqual(0.3);
    expect(count).toBeLessThan(0.4);
  });
});
