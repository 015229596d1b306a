import { logitOf, sigmoid } from "./logit.ts";

/** How the risks of parts become one. */
export type FusionRule =
  /** Mean of the risks. */
  | { readonly by: "mean" }
  /** Weighted mean of their log-odds; the weights are not negative and sum to 1. */
  | { readonly by: "log-odds"; readonly parts: readonly string[]; readonly weights: readonly number[] };

/** One risk from the risks of the parts, in their order. */
export function fusedRisk(rule: FusionRule, risks: readonly number[]): number {
  if (rule.by === "mean") return risks.reduce((sum, risk) => sum + risk, 0) / risks.length;
  // A part that stands alone is passed on to the bit.
  const alone = rule.weights.indexOf(1);
  if (alone >= 0) return risks[alone]!;
  return sigmoid(rule.weights.reduce((sum, weight, j) => sum + (weight === 0 ? 0 : weight * logitOf(risks[j]!)), 0));
}
