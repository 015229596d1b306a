import { cast, div, equal, logSoftmax, mul, neg, sub, sum, type Value, where } from "@hilum/graph";
import { LearnError } from "../learn-error.ts";
import { classMask } from "./class-mask.ts";

/** Settings of the cross-entropy; names and meaning as in PyTorch. */
export interface CrossEntropyOptions {
  /** One weight per class; the loss is divided by the sum of the weights of the labels present. Default 1 each. */
  readonly weights?: readonly number[];
  /** Share of the target that is spread evenly over all classes, in [0, 1); default 0. */
  readonly labelSmoothing?: number;
  /** Label of the samples that do not count; default −100. */
  readonly ignoreIndex?: number;
}

/**
 * Cross-entropy of logits and labels, averaged over the samples (or voxels) by the weights of their labels, as in PyTorch.
 *
 * With smoothing ε the target is 1 − ε of the label plus ε/classes of every class, each class by its own weight. Two things that
 * PyTorch leaves undefined: a batch in which nothing counts costs 0, and a label that is neither a class nor `ignoreIndex`
 * makes the loss NaN, so that a wrong label cannot pass as a missing one.
 *
 * @param logits - [n, classes, …spatial].
 * @param labels - int64 [n, …spatial].
 * @throws LearnError `bad-labels` on other labels, `bad-option` if there is not one weight per class or the smoothing leaves [0, 1).
 */
export function crossEntropy(logits: Value, labels: Value, options: CrossEntropyOptions = {}): Value {
  const classes = logits.shape[1];
  const { weights = Array<number>(classes).fill(1), labelSmoothing: smoothing = 0, ignoreIndex = -100 } = options;
  check(weights, smoothing, classes);
  const perClass = (of: (weight: number) => number): Value =>
    logits.graph.constant("float32", [1, classes, ...logits.shape.slice(2).map(() => 1)], weights.map(of));

  const isClass = classMask(labels, logits);
  const ignored = equal(labels, ignoreIndex);
  const label = where(
    isClass,
    perClass((w) => w),
    0,
  );
  const target =
    smoothing === 0
      ? label
      : where(
          isClass,
          perClass((w) => w * (1 - smoothing + smoothing / classes)),
          perClass((w) => w * (smoothing / classes)),
        );
  const each = where(ignored, 0, neg(sum(mul(target, logSoftmax(logits, 1)), [1])));
  const weight = sum(where(ignored, 0, sum(label, [1])));
  const mean = div(sum(each), where(equal(weight, 0), 1, weight));
  return where(equal(strangers(isClass, ignored), 0), mean, Number.NaN);
}

/** How many labels are neither a class nor ignored. */
function strangers(isClass: Value, ignored: Value): Value {
  return sum(where(ignored, 0, sub(1, sum(cast(isClass, "float32"), [1]))));
}

function check(weights: readonly number[], smoothing: number, classes: number): void {
  if (weights.length !== classes) {
    throw new LearnError(
      "bad-option",
      `The cross-entropy has ${weights.length} weights for ${classes} classes; give one each.`,
    );
  }
  if (!(smoothing >= 0 && smoothing < 1)) {
    throw new LearnError("bad-option", `labelSmoothing is ${smoothing}; it is a share, so it must lie in [0, 1).`);
  }
}
