import {
  add,
  and,
  cast,
  div,
  equal,
  exp,
  log,
  matmul,
  max,
  maximum,
  neg,
  reshape,
  stopGradient,
  sub,
  sum,
  type Value,
  where,
} from "@hilum/graph";
import { checkPositive } from "../check-option.ts";
import { LearnError } from "../learn-error.ts";
import { unitRows } from "./unit-rows.ts";

/** Settings of the supervised contrastive loss. */
export interface NtXentOptions {
  /** What the cosines are divided by; default 0.05. */
  readonly temperature?: number;
  /** int64 [n], e.g. the hospital of each sample: then only pairs from different groups count as positive. */
  readonly groups?: Value;
}

/** A logit that no other reaches, and whose exponential is 0. */
const never = -1e30;

/**
 * Supervised NT-Xent: samples of one class should lie closer to each other than to those of other classes.
 *
 * The mean over ordered pairs (a, p) of one class of −log(e^s(a,p) / (e^s(a,p) + Σ e^s(a,n))), where n runs over the other
 * classes and s is the cosine divided by the temperature. A batch without a pair of one class, or with one class only, costs 0.
 * The loss and its gradient are finite for every finite embedding.
 *
 * @param embedding - [n, width]; need not be normalised.
 * @param labels - int64 [n].
 * @throws LearnError `bad-labels` if labels or groups are not int64 [n], `bad-option` if the temperature is not positive.
 * @see pytorch-metric-learning 2.0, NTXentLoss with labels as classes; Khosla et al., NeurIPS 2020.
 */
export function ntXent(embedding: Value, labels: Value, { temperature = 0.05, groups }: NtXentOptions = {}): Value {
  checkPositive("temperature", temperature);
  const rows = unitRows(embedding);
  const s = div(matmul(rows, rows, { transposeB: true }), temperature);
  const sameClass = pairwiseEqual(labels, embedding);
  const { negatives, someNegative } = logSumOfNegatives(s, sameClass);
  const exchangeable = groups ? pairwiseEqual(groups, embedding) : itself(embedding);
  const positive = and(and(sameClass, equal(cast(exchangeable, "float32"), 0)), someNegative);
  const losses = where(positive, softplus(sub(negatives, s)), 0);
  return div(sum(losses), maximum(sum(cast(positive, "float32")), 1));
}

/** log Σ e^s over the samples of other classes, [n, 1], and whether there are any. */
function logSumOfNegatives(s: Value, sameClass: Value): { negatives: Value; someNegative: Value } {
  const logits = where(sameClass, never, s);
  const largest = stopGradient(max(logits, [1], { keepDims: true }));
  const someNegative = equal(cast(equal(largest, never), "float32"), 0);
  const total = sum(exp(sub(logits, largest)), [1], { keepDims: true });
  return { negatives: where(someNegative, add(largest, log(total)), 0), someNegative };
}

/** log(1 + e^x) without overflow. The shift carries no gradient: it cancels, also where x is exactly 0. */
function softplus(x: Value): Value {
  const shift = stopGradient(maximum(x, 0));
  return add(shift, log(add(exp(sub(x, shift)), exp(neg(shift)))));
}

/** Which pairs have equal numbers: bool [n, n]. */
function pairwiseEqual(numbers: Value, embedding: Value): Value {
  const n = embedding.shape[0];
  if (numbers.dtype !== "int64" || numbers.shape.join() !== `${n}`) {
    throw new LearnError(
      "bad-labels",
      `Labels and groups of an embedding [${embedding.shape.join(", ")}] must be int64 [${n}]; given was ${numbers.dtype} [${numbers.shape.join(", ")}].`,
    );
  }
  return equal(reshape(numbers, [n, 1]), reshape(numbers, [1, n]));
}

/** A sample and itself: bool [n, n], true on the diagonal. */
function itself({ graph, shape: [n] }: Value): Value {
  return graph.constant(
    "bool",
    [n, n],
    Uint8Array.from({ length: n * n }, (_, at) => (at % (n + 1) === 0 ? 1 : 0)),
  );
}
