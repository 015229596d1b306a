/** How the risks of parts become one. */
export type FusionRule =
  /** Mean of the risks. */
  | { readonly by: "mean" }
  /** Weighted mean of the risks; no share is negative, together they are 1. */
  | { readonly by: "shares"; readonly shares: readonly number[] };

/** One risk from the risks of the parts, in their order. */
export function fusedRisk(rule: FusionRule, risks: readonly number[]): number {
  if (rule.by === "mean") return risks.reduce((sum, risk) => sum + risk, 0) / risks.length;
  // Rounding of the shares' sum must not carry a risk beyond 1.
  return Math.min(
    1,
    rule.shares.reduce((sum, share, j) => sum + share * risks[j]!, 0),
  );
}
