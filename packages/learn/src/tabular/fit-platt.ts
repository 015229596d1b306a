import { sigmoid } from "./sigmoid.ts";

/** probability = 1 / (1 + exp(a * score + b)): a is negative where a larger score means class 1. */
export interface PlattScaling {
  readonly a: number;
  readonly b: number;
}

/**
 * Turns scores into probabilities: the sigmoid with the largest likelihood, with Platt's smoothed targets
 * (N+ + 1) / (N+ + 2) and 1 / (N- + 2) in place of 1 and 0.
 *
 * @param labels - 1 or 0.
 * @param scores - larger = more like class 1.
 * @param options - `largestA`: a is kept at or below it (b is fitted for that a), so that a larger score never means
 *   a smaller probability; default: no limit.
 * @see Platt (1999); Lin, Lin & Weng, Machine Learning 68 (2007) 267-276, whose Newton steps these are.
 */
export function fitPlatt(
  labels: readonly number[],
  scores: ArrayLike<number>,
  { largestA = Infinity }: { largestA?: number } = {},
): PlattScaling {
  const positives = labels.reduce((sum, label) => sum + label, 0);
  const negatives = labels.length - positives;
  const [high, low] = [(positives + 1) / (positives + 2), 1 / (negatives + 2)];
  const targets = labels.map((label) => (label === 1 ? high : low));
  const start = { a: 0, b: Math.log((negatives + 1) / (positives + 1)) };
  const best = descend(targets, scores, start, true);
  return best.a <= largestA ? best : descend(targets, scores, { a: largestA, b: start.b }, false);
}

/** Damped Newton steps from a start; with `freeA` false only b moves. */
function descend(
  targets: readonly number[],
  scores: ArrayLike<number>,
  { a, b }: PlattScaling,
  freeA: boolean,
): PlattScaling {
  let loss = lossOf(targets, scores, a, b);
  for (let iteration = 0; iteration < 100; iteration++) {
    // The small ridge keeps the Hessian invertible when all scores agree.
    let [haa, hab, hbb, ga, gb] = [1e-12, 0, 1e-12, 0, 0];
    for (let i = 0; i < targets.length; i++) {
      const p = sigmoid(-(a * scores[i] + b));
      const curvature = p * (1 - p);
      haa += scores[i] * scores[i] * curvature;
      hab += scores[i] * curvature;
      hbb += curvature;
      ga += scores[i] * (targets[i] - p);
      gb += targets[i] - p;
    }
    if (!freeA) [haa, hab, ga] = [1, 0, 0];
    if (Math.abs(ga) < 1e-9 && Math.abs(gb) < 1e-9) break;
    const determinant = haa * hbb - hab * hab;
    const da = -(hbb * ga - hab * gb) / determinant;
    const db = -(haa * gb - hab * ga) / determinant;
    const slope = ga * da + gb * db;
    let step = 1;
    let next = lossOf(targets, scores, a + da, b + db);
    while (next >= loss + 1e-4 * step * slope && step > 1e-10) {
      step /= 2;
      next = lossOf(targets, scores, a + step * da, b + step * db);
    }
    if (next >= loss) break;
    a += step * da;
    b += step * db;
    loss = next;
  }
  return { a, b };
}

/** Cross-entropy of the targets, written so that no exponential overflows. */
function lossOf(targets: readonly number[], scores: ArrayLike<number>, a: number, b: number): number {
  let loss = 0;
  for (let i = 0; i < targets.length; i++) {
    const z = a * scores[i] + b;
    loss += Math.max(z, 0) - (1 - targets[i]) * z + Math.log1p(Math.exp(-Math.abs(z)));
  }
  return loss;
}
