import { log2 } from "@hilum/numeric";
/** Guards the logarithm as PyRadiomics does: the distance from 1 to the next double. */
export const epsilon = 2 ** -52;

/** Shannon entropy in bits, as PyRadiomics guards it: -2^-52 · 1.44 rather than 0 where there is only one outcome. */
export function entropy(probabilities: ArrayLike<number>): number {
  let total = 0;
  for (let n = 0; n < probabilities.length; n++) {
    const p = probabilities[n];
    if (p > 0) total -= p * log2(p + epsilon);
  }
  return total;
}
