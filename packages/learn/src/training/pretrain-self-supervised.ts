import { add, slice, type Value } from "@hilum/graph";
import { randomStream, type RandomStream } from "@hilum/numeric";
import { type CompleteNetworkSpec, NetworkError, selfSupervisionHeads } from "@hilum/networks";
import { LearnError } from "../learn-error.ts";
import { contrastTwoViews } from "../losses/contrast-two-views.ts";
import { crossEntropy } from "../losses/cross-entropy.ts";
import { l1 } from "../losses/differences.ts";
import type { Batch } from "../training-step.ts";
import { batchCount, batchOrder } from "./batch-order.ts";
import { pretrainedSpec, type Pretraining, pretraining, type PretrainingOptions } from "./pretraining.ts";
import { trainingSettings } from "./training-settings.ts";
import { maskedBlocks, quarterTurned } from "./views.ts";

/** What is pre-trained on which images. */
export interface PretrainSelfSupervisedOptions extends PretrainingOptions {
  readonly cases: UnlabelledCases;
  /** Share of the voxels that are covered, in (0, 1). Default 0.3. */
  readonly masked?: number;
}

/** Images without labels. */
export interface UnlabelledCases {
  readonly count: number;
  /** A random crop [channels, k, j, i], scaled to [0, 1]; it must depend on its arguments only. As in `TrainingCases`. */
  crop(index: number, epoch: number, turn: number): Float32Array | Promise<Float32Array>;
}

/**
 * Pre-trains a backbone without labels: two views of every crop, each turned by a random number of quarter turns in the axial plane and
 * partly covered. The network must say how often a view was turned, which views belong together, and what is under the covers.
 *
 * The loss is the sum of cross-entropy, contrast of the views (temperature 0.5) and mean absolute difference. Swin answers from the
 * first two tokens of its map, as published; other backbones from their pooled features. Reports hold these parts as `rotation`,
 * `contrast` and `reconstruction`.
 *
 * @throws LearnError `bad-option`; NetworkError `network-spec` for a backbone without a map of the volume (`slice-attention`), or crops
 * that are not square in the axial plane.
 * @see Tang et al., CVPR 2022.
 */
export async function pretrainSelfSupervised(options: PretrainSelfSupervisedOptions): Promise<Pretraining> {
  const { cases, seed, masked = 0.3 } = options;
  const settings = trainingSettings(options.settings);
  const spec = pretrainedSpec(options.backbone);
  const { batch } = settings;
  check(spec, cases.count, masked, batch, settings.microBatch);
  const voxels = spec.channels * spec.size.reduce((a, b) => a * b, 1);

  const feed = async (epoch: number, step: number): Promise<readonly Batch[]> => {
    const draws = batchOrder(cases.count, { seed, epoch, batch, last: settings.last })[step];
    const crops = await Promise.all(draws.map(async ({ index, turn }) => cases.crop(index, epoch, turn)));
    const [image, target] = [new Float32Array(2 * batch * voxels), new Float32Array(2 * batch * voxels)];
    const turns = new BigInt64Array(2 * batch);
    for (const view of [0, 1]) {
      crops.forEach((crop, n) => {
        if (crop.length !== voxels)
          throw new LearnError("bad-crop", `A crop has ${crop.length} voxels; the network takes ${voxels}.`);
        const stream = randomStream(seed, "view", epoch, draws[n].turn, draws[n].index, view);
        const place = view * batch + n;
        const turned = turnedView(crop, spec, stream);
        turns[place] = BigInt(turned.turns);
        target.set(turned.crop, place * voxels);
        image.set(maskedBlocks(turned.crop, spec.size, masked, stream.fork("cover")), place * voxels);
      });
    }
    return [{ image, target, turns }];
  };
  return pretraining(options, spec, settings, {
    images: 2 * batch,
    steps: batchCount(cases.count, batch, settings.last),
    feed,
    build: (graph, scope, { map, features }) => {
      const heads = selfSupervisionHeads(scope.in("self_supervision"), map, {
        size: spec.size,
        channels: spec.channels,
        factor: factorOf(spec, map),
        embedding: 128,
        ...(spec.backbone !== "swin" && { features }),
      });
      const turns = graph.input("turns", "int64", [2 * batch]);
      const target = graph.input("target", "float32", heads.reconstruction.shape);
      const view = (start: number): Value => slice(heads.embedding, { axis: 0, start, end: start + batch });
      const rotation = crossEntropy(heads.rotation, turns);
      const contrast = contrastTwoViews(view(0), view(batch));
      const reconstruction = l1(heads.reconstruction, target);
      return { loss: add(add(rotation, contrast), reconstruction), parts: { rotation, contrast, reconstruction } };
    },
    identity: { kind: "self-supervised", cases: cases.count, masked },
  });
}

function turnedView(crop: Float32Array, spec: CompleteNetworkSpec, stream: RandomStream) {
  const turns = stream.fork("turns").integer(4);
  return { turns, crop: quarterTurned(crop, spec.size, turns) };
}

/** Voxels of the image along one voxel of the map, as a power of two. */
function factorOf({ size }: CompleteNetworkSpec, map: Value): number {
  const ratio = Math.max(...size.map((voxels, axis) => voxels / map.shape[axis + 2]));
  return 2 ** Math.ceil(Math.log2(ratio));
}

function check(spec: CompleteNetworkSpec, count: number, masked: number, batch: number, microBatch: number): void {
  if (spec.backbone === "slice-attention") {
    throw new NetworkError(
      "network-spec",
      "slice-attention sees slices, from which no volume can be rebuilt. Pre-train a 3-D backbone, such as cnn or resnet18.",
    );
  }
  if (spec.size[1] !== spec.size[2]) {
    throw new NetworkError(
      "network-spec",
      `Quarter turns need crops that are square in the axial plane; the size is ${spec.size.join("×")} (k×j×i).`,
    );
  }
  if (count < 1) throw new LearnError("bad-option", "There are no images to learn from.");
  if (!(masked > 0 && masked < 1))
    throw new LearnError("bad-option", `masked is ${masked}; it must lie between 0 and 1.`);
  if (batch < 2 || microBatch !== batch)
    throw new LearnError(
      "bad-option",
      `The contrast of views needs a batch of at least 2, without micro-batches; it is ${batch} by ${microBatch}.`,
    );
}
