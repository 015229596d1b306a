import { add, div, type Graph, slice, sub, type Value } from "@hilum/graph";
import type { CompleteNetworkSpec, Scope } from "@hilum/networks";
import { LearnError } from "../learn-error.ts";
import { crossEntropy } from "../losses/cross-entropy.ts";
import { dice } from "../losses/dice.ts";
import type { Batch } from "../training-step.ts";
import { batchCount, batchOrder, type Draw } from "./batch-order.ts";
import { diceMeter } from "./dice-meter.ts";
import { checkLabelledCrop, labelLogits, type LabelSet, voxelsOf } from "./label-set.ts";
import { pretrainedSpec, type Pretraining, pretraining, type PretrainingOptions } from "./pretraining.ts";
import { trainingSettings } from "./training-settings.ts";

/** What is pre-trained on which label sets. */
export interface PretrainSegmentationOptions extends PretrainingOptions {
  readonly labelSets: readonly LabelSet[];
}

/**
 * Pre-trains a backbone by segmentation, as MedicalNet: one encoder sees all images, each label set has a decoder of its own.
 *
 * Every step takes the same number of crops from each label set (`batch` divided by their number; smaller sets start anew within an
 * epoch). The loss is the mean over the sets of cross-entropy and soft Dice loss of all classes but the background.
 * Reports hold `crossEntropy` and `dice` (1 − loss) on the training crops, and, per set with validation, the Dice of its labels
 * over all validation voxels as the measure `dice.NAME`, averaged over the classes.
 *
 * @throws LearnError `bad-option` if the batch cannot be divided, a name is taken twice, or micro-batches are asked for.
 * @see Chen et al., arXiv:1904.00625.
 */
export async function pretrainSegmentation(options: PretrainSegmentationOptions): Promise<Pretraining> {
  const { labelSets, seed, runtime } = options;
  const settings = trainingSettings(options.settings);
  const spec = pretrainedSpec(options.backbone);
  const { batch, microBatch } = settings;
  checkSets(labelSets, batch, microBatch);
  const share = batch / labelSets.length;
  const longest = Math.max(...labelSets.map(({ count }) => count));
  const steps = batchCount(longest, share, settings.last);

  const feed = async (epoch: number, step: number): Promise<readonly Batch[]> => {
    const image = new Float32Array(batch * spec.channels * voxelsOf(spec));
    const inputs: Record<string, Float32Array | BigInt64Array> = { image };
    for (const [place, set] of labelSets.entries()) {
      const crops = await Promise.all(
        drawsOf(set, share, seed, epoch, step).map(async ({ index, turn }) => set.crop(index, epoch, turn)),
      );
      const labels = new BigInt64Array(share * voxelsOf(spec));
      crops.forEach((crop, n) => {
        checkLabelledCrop(crop, spec, set);
        image.set(crop.image, (place * share + n) * spec.channels * voxelsOf(spec));
        crop.labels.forEach((label, voxel) => (labels[n * voxelsOf(spec) + voxel] = BigInt(label)));
      });
      inputs[labelsOf(set)] = labels;
    }
    return [inputs];
  };
  const meter = diceMeter(runtime, spec, labelSets, settings.threads);
  return pretraining(options, spec, settings, {
    images: batch,
    steps,
    feed,
    build: (graph, scope, { map }) => segmentationLoss(graph, scope, map, labelSets, spec),
    measure: (variables) => meter.measure(variables),
    release: () => meter.release(),
    identity: { kind: "segmentation", labelSets: labelSets.map(({ name, classes, count }) => [name, classes, count]) },
  });
}

const labelsOf = ({ name }: LabelSet): string => `labels.${name}`;

/** The cases of one set in one step. A set that is shorter than the longest starts anew, in another order and with other crops. */
function drawsOf({ name, count }: LabelSet, share: number, seed: number, epoch: number, step: number): Draw[] {
  const own = batchCount(count, share, "wrap");
  const round = Math.floor(step / own);
  const draws = batchOrder(count, { seed, epoch, batch: share, last: "wrap", name: `order.${name}.${round}` })[
    step % own
  ];
  // Within one round a case is taken again only to fill the last batch, so that no two draws share a number.
  const perRound = Math.ceil(share / count) + 1;
  return draws.map(({ index, turn }) => ({ index, turn: turn + round * perRound }));
}

function segmentationLoss(
  graph: Graph,
  scope: Scope,
  map: Value,
  labelSets: readonly LabelSet[],
  spec: CompleteNetworkSpec,
): { loss: Value; parts: Record<string, Value> } {
  const share = map.shape[0] / labelSets.length;
  const losses = labelSets.map((set, place) => {
    const own = labelSets.length === 1 ? map : slice(map, { axis: 0, start: place * share, end: (place + 1) * share });
    const logits = labelLogits(scope, own, set, spec);
    const labels = graph.input(labelsOf(set), "int64", [share, ...spec.size]);
    return {
      entropy: crossEntropy(logits, labels),
      overlap: dice(logits, labels, { activation: "softmax", background: "excluded", per: "batch" }),
    };
  });
  const meanOf = (values: readonly Value[]): Value =>
    div(
      values.reduce((a, b) => add(a, b)),
      values.length,
    );
  const entropy = meanOf(losses.map((loss) => loss.entropy));
  const overlap = meanOf(losses.map((loss) => loss.overlap));
  return { loss: add(entropy, overlap), parts: { crossEntropy: entropy, dice: sub(1, overlap) } };
}

function checkSets(sets: readonly LabelSet[], batch: number, microBatch: number): void {
  const refuse = (message: string): never => {
    throw new LearnError("bad-option", message);
  };
  if (sets.length === 0) refuse("There are no label sets to learn from.");
  for (const { name, classes, count } of sets) {
    if (!/^\w{1,64}$/.test(name)) refuse(`A label set is called "${name}"; use letters, digits and _.`);
    if (classes < 2 || count < 1)
      refuse(`The label set "${name}" has ${classes} classes and ${count} images; 2 and 1 are the least.`);
    if (sets.filter((set) => set.name === name).length > 1) refuse(`Two label sets are called "${name}".`);
  }
  if (batch % sets.length !== 0) refuse(`A batch of ${batch} cannot be shared evenly by ${sets.length} label sets.`);
  if (microBatch !== batch) refuse("Segmentation takes no micro-batches; use a smaller batch.");
}
