import type { Plain } from "./plain.ts";
import { at, scalar, tabulate } from "./plain.ts";
import { concat } from "./rearrangement.ts";
import { reductions } from "./reduction.ts";

/**
 * Supervised NT-Xent: the mean over ordered pairs (a, p) of one class of −log(e^s(a,p) / (e^s(a,p) + Σ over other classes
 * e^s(a,n))), with s the cosine divided by the temperature; 0 without such a pair or without a second class.
 *
 * @param embedding - [n, width]; need not be normalised.
 * @see pytorch-metric-learning 2.0, NTXentLoss with labels as classes.
 */
export function supervisedNtXent(embedding: Plain, labels: readonly number[], temperature = 0.05): Plain {
  const s = similarities(embedding, temperature);
  const losses: number[] = [];
  for (const [a, own] of labels.entries()) {
    const negatives = labels.flatMap((label, n) => (label === own ? [] : [s[a][n]]));
    for (const [p, label] of labels.entries()) {
      if (p !== a && label === own && negatives.length > 0) losses.push(logSumExp([s[a][p], ...negatives]) - s[a][p]);
    }
  }
  return scalar(losses.length > 0 ? reductions.mean(losses) : 0);
}

/**
 * Contrast of two views of the same samples, as in the pre-training of Swin UNETR: every embedding must find its other
 * view among all others.
 *
 * @param one - [n, width], and so is `other`.
 */
export function twoViewContrast(one: Plain, other: Plain, temperature = 0.5): Plain {
  const n = one.shape[0];
  const s = similarities(concat([one, other], 0), temperature);
  const losses = s.map((row, a) => {
    const positive = row[(a + n) % (2 * n)];
    return logSumExp(row.filter((_, b) => b !== a)) - positive;
  });
  return scalar(reductions.mean(losses));
}

/** Cosines of all pairs of rows over the temperature; a row of zeros has cosine 0 with everything. */
function similarities(embedding: Plain, temperature: number): number[][] {
  const [n, width] = embedding.shape;
  const rows = Array.from({ length: n }, (_, row) => embedding.values.subarray(row * width, (row + 1) * width));
  const norms = rows.map((row) => Math.max(Math.hypot(...row), 1e-12));
  const cosines = tabulate([n, n], ([a, b]) => {
    let dot = 0;
    for (let i = 0; i < width; i++) dot += (rows[a][i] / norms[a]) * (rows[b][i] / norms[b]);
    return dot / temperature;
  });
  return rows.map((_, a) => rows.map((_, b) => at(cosines, [a, b])));
}

function logSumExp(values: readonly number[]): number {
  const largest = Math.max(...values);
  return largest + Math.log(values.reduce((sum, value) => sum + Math.exp(value - largest), 0));
}
