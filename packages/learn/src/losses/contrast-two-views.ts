import { concat, div, logSoftmax, matmul, mul, neg, sum, type Value, where } from "@hilum/graph";
import { checkPositive } from "../check-option.ts";
import { LearnError } from "../learn-error.ts";
import { unitRows } from "./unit-rows.ts";

/** Settings of the contrast of two views. */
export interface ContrastTwoViewsOptions {
  /** What the cosines are divided by; default 0.5. */
  readonly temperature?: number;
}

/**
 * Contrast of two views of the same samples: every embedding must find its other view among all 2n − 1 others. The mean over
 * the 2n embeddings of −log softmax of their cosines at the other view.
 *
 * @param one - embeddings of the first views, [n, width]; need not be normalised.
 * @param other - embeddings of the second views, in the same order.
 * @throws LearnError `bad-views` if the shapes differ.
 * @see Tang et al., CVPR 2022 (pre-training of Swin UNETR); Chen et al., ICML 2020 (SimCLR).
 */
export function contrastTwoViews(one: Value, other: Value, { temperature = 0.5 }: ContrastTwoViewsOptions = {}): Value {
  checkPositive("temperature", temperature);
  if (one.shape.join() !== other.shape.join() || one.shape.length !== 2) {
    throw new LearnError(
      "bad-views",
      `The two views must both be [n, width]; given were [${one.shape.join(", ")}] and [${other.shape.join(", ")}].`,
    );
  }
  const [n] = one.shape;
  const count = 2 * n;
  const { graph } = one;
  const rows = unitRows(concat([one, other], 0));
  const cosines = div(matmul(rows, rows, { transposeB: true }), temperature);
  const pairs = <T>(of: (a: number, b: number) => T): T[] =>
    Array.from({ length: count * count }, (_, at) => of(Math.floor(at / count), at % count));
  const itself = graph.constant("bool", [count, count], Uint8Array.from(pairs((a, b) => (a === b ? 1 : 0))));
  const otherView = graph.constant(
    "float32",
    [count, count],
    pairs((a, b) => ((a + n) % count === b ? 1 / count : 0)),
  );
  return neg(sum(mul(otherView, logSoftmax(where(itself, -1e30, cosines), 1))));
}
