import { add, cast, div, mean, mul, sigmoid, slice, softmax, square, sub, sum, type Value } from "@hilum/graph";
import { LearnError } from "../learn-error.ts";
import { classMask } from "./class-mask.ts";

/** Settings of the Dice loss; in brackets their names in MONAI's DiceLoss. */
export interface DiceOptions {
  /** How the first argument becomes probabilities: it is logits (`softmax`, `sigmoid`) or already in [0, 1] (`none`, the default). */
  readonly activation?: "softmax" | "sigmoid" | "none";
  /** Whether channel 0 counts (`include_background`); default `included`. */
  readonly background?: "included" | "excluded";
  /** What the denominator adds: p + t, or p² + t² (`squared_pred`); default `values`. */
  readonly denominator?: "values" | "squares";
  /** One Dice per sample and channel, or per channel over the whole batch (`batch`); default `sample`. */
  readonly per?: "sample" | "batch";
  /** Added to numerator and denominator (`smooth_nr`, `smooth_dr`); default 1e-5. */
  readonly smoothing?: number;
}

/**
 * Soft Dice loss: 1 − (2 Σ p·t + ε) / (Σ p + Σ t + ε) over space, averaged over samples and channels, as MONAI's DiceLoss.
 *
 * @param prediction - [n, channels, …spatial], logits or probabilities (`activation`).
 * @param target - float32 of the same shape (0, 1 or between), or int64 labels [n, …spatial] (`to_onehot_y`).
 * @throws LearnError `bad-labels` if the target fits neither way, `bad-option` if the background is excluded and nothing is left.
 * @see Milletari et al., 3DV 2016.
 */
export function dice(prediction: Value, target: Value, options: DiceOptions = {}): Value {
  const {
    activation = "none",
    background = "included",
    denominator = "values",
    per = "sample",
    smoothing = 1e-5,
  } = options;
  const all =
    activation === "softmax" ? softmax(prediction, 1) : activation === "sigmoid" ? sigmoid(prediction) : prediction;
  const truth = target.dtype === "int64" ? cast(classMask(target, prediction), "float32") : target;
  if (truth.dtype !== "float32" || truth.shape.join() !== prediction.shape.join()) {
    throw new LearnError(
      "bad-labels",
      `The target of the Dice loss must be float32 [${prediction.shape.join(", ")}] or int64 labels; given was ${target.dtype} [${target.shape.join(", ")}].`,
    );
  }
  if (background === "excluded" && prediction.shape[1] < 2) {
    throw new LearnError(
      "bad-option",
      `With one channel there is nothing left when the background is excluded; use background "included".`,
    );
  }
  const [p, t] = background === "excluded" ? [all, truth].map((x) => slice(x, { axis: 1, start: 1 })) : [all, truth];
  const axes = p.shape.flatMap((_, axis) => (axis >= 2 || (axis === 0 && per === "batch") ? [axis] : []));
  const total = (x: Value): Value => sum(denominator === "squares" ? square(x) : x, axes);
  const overlap = sum(mul(p, t), axes);
  return mean(sub(1, div(add(mul(overlap, 2), smoothing), add(add(total(p), total(t)), smoothing))));
}
