import type { Case } from "./cohort.ts";
import { parseEligibilityRule } from "./eligibility.ts";
import { evaluatePredictions } from "./evaluation.ts";
import type { Metrics, PredictionTable } from "./evaluation-types.ts";

/** How the models do on the cases that fulfil a rule, at the thresholds of all cases. */
export interface Subgroup {
  readonly name: string;
  readonly rule: string;
  readonly models: Metrics["models"];
}

/** The results of every model for each subgroup, set by set; a case without the value is in no subgroup. */
export function evaluateSubgroups(
  subgroups: Readonly<Record<string, string>>,
  predictions: PredictionTable,
  cases: readonly Case[],
  metrics: Metrics,
): Subgroup[] {
  const threshold = (model: string, set: string) =>
    metrics.models.find((one) => one.model === model)?.sets.find((one) => one.set === set)?.threshold ?? null;
  return Object.entries(subgroups).map(([name, text]) => {
    const rule = parseEligibilityRule(text);
    const members = new Set(
      cases.filter(({ cells }) => rule.judge(cells?.get(rule.column) ?? "", false) === "holds").map(({ id }) => id),
    );
    const rows = predictions.rows.filter((row) => members.has(row.case));
    const { models } = evaluatePredictions(
      { models: predictions.models, rows },
      { threshold: { kind: "per-set", of: threshold, rule: "those of all cases" } },
    );
    return { name, rule: rule.text, models };
  });
}
