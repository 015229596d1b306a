import type { Plain } from "./plain.ts";
import { at, fromFront, scalar, tabulate } from "./plain.ts";
import { reductions } from "./reduction.ts";
import { logSoftmax } from "./softmax.ts";

export interface CrossEntropyOptions {
  /** One weight per class; the loss is divided by the sum of the weights of the labels present. */
  readonly weights?: readonly number[];
  /** Share of the target that is spread evenly over all classes. */
  readonly labelSmoothing?: number;
  /** Labels that do not count. */
  readonly ignoreIndex?: number;
}

/**
 * Mean cross-entropy of logits [n, classes, ...spatial] and labels [n, ...spatial], as in PyTorch.
 *
 * With smoothing ε the target is (1 − ε) of the label and ε/classes of every class, each class by its own weight.
 */
export function crossEntropy(logits: Plain, labels: Plain, options: CrossEntropyOptions = {}): Plain {
  const { labelSmoothing: smoothing = 0, ignoreIndex } = options;
  const classes = logits.shape[1];
  const weight = (label: number): number => options.weights?.[label] ?? 1;
  const logProbability = logSoftmax(logits, 1);
  let loss = 0;
  let weights = 0;
  tabulate(labels.shape, (index) => {
    const label = at(labels, index);
    if (label === ignoreIndex) return 0;
    const [sample, ...place] = index;
    const surprise = (k: number): number => -weight(k) * at(logProbability, [sample, k, ...place]);
    loss += (1 - smoothing) * surprise(label);
    for (let k = 0; k < classes; k++) loss += (smoothing / classes) * surprise(k);
    weights += weight(label);
    return 0;
  });
  return scalar(loss / weights);
}

/** Mean of |x − y|. */
export function l1Loss(x: Plain, y: Plain): Plain {
  return scalar(reductions.mean(differences(x, y).map(Math.abs)));
}

/** Mean of (x − y)². */
export function meanSquaredError(x: Plain, y: Plain): Plain {
  return scalar(reductions.mean(differences(x, y).map((d) => d * d)));
}

/**
 * Dice loss, 1 − (2 Σ p·t + ε) / (Σ p + Σ t + ε) over space, averaged over samples and channels.
 *
 * @param probabilities - [n, c, ...spatial], in [0, 1].
 * @param targets - the same shape, 0 or 1.
 */
export function diceLoss(probabilities: Plain, targets: Plain, epsilon = 1e-5): Plain {
  const [n, channels] = probabilities.shape;
  const voxels = probabilities.values.length / (n * channels);
  const losses = Array.from({ length: n * channels }, (_, image) => {
    let overlap = 0;
    let total = 0;
    for (let v = image * voxels; v < (image + 1) * voxels; v++) {
      overlap += probabilities.values[v] * targets.values[v];
      total += probabilities.values[v] + targets.values[v];
    }
    return 1 - (2 * overlap + epsilon) / (total + epsilon);
  });
  return scalar(reductions.mean(losses));
}

/** Labels as rows of 0 and 1 along a new axis. */
export function oneHot(labels: Plain, classes: number, axis = -1): Plain {
  const rank = labels.shape.length + 1;
  const along = fromFront(axis, rank);
  return tabulate(labels.shape.toSpliced(along, 0, classes), (index) =>
    Number(at(labels, index.toSpliced(along, 1)) === index[along]),
  );
}

function differences(x: Plain, y: Plain): number[] {
  return Array.from(x.values, (value, i) => value - y.values[i]);
}
