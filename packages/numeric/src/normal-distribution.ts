import cdf from "@stdlib/stats-base-dists-normal-cdf";
import quantile from "@stdlib/stats-base-dists-normal-quantile";

/** Chance that a standard normal number is at most `z`; keeps its relative accuracy in the far lower tail (z = −37). */
export function normalCdf(z: number): number {
  return cdf(z, 0, 1);
}

/** Chance that a standard normal number exceeds `z`; accurate where 1 − cdf would round to 0 (2 · survival(10) = 1.5e-23). */
export function normalSurvival(z: number): number {
  return cdf(-z, 0, 1);
}

/**
 * The `z` below which a standard normal number lies with probability `p`; NaN outside [0, 1], ∓Infinity at its ends.
 *
 * The library inverts erf(2p − 1), which cancels for small p; Newton steps on log(cdf) restore the lower tail, and
 * the upper tail is its mirror image.
 */
export function normalQuantile(p: number): number {
  if (p > 0.5 && p < 1) return -normalQuantile(1 - p);
  if (!(p > 0 && p < 0.5)) return quantile(p, 0, 1);
  const square = -2 * Math.log(p);
  let z = p > 1e-12 ? quantile(p, 0, 1) : -Math.sqrt(square - Math.log(2 * Math.PI * square));
  // log(cdf) is nearly a parabola in the tail: from either start four steps reach the last bits.
  for (let step = 0; step < 4; step++) {
    const below = normalCdf(z);
    const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
    z -= ((Math.log(below) - Math.log(p)) * below) / density;
  }
  return z;
}
