import type { Case } from "../cohort.ts";
import { fitKey } from "../fit-results.ts";
import type { FitResult, FitResults } from "../fit-results.ts";
import type { Fit } from "../protocol.ts";
import { isCombined } from "../study-file/model-schema.ts";
import type { CombinedModel, ModelSettings } from "../study-file/model-schema.ts";
import { fitSafeFusion } from "./fit-safe-fusion.ts";
import { fusedRisk } from "./fused-risk.ts";
import type { FusionRule } from "./fused-risk.ts";

/**
 * The results of a study's fits with those of its combined models, which are made of the others' risks in no time.
 *
 * A safe fusion learns its shares, in each fit anew, from the parts' risks of the fit's training cases: risks that come from
 * the inner fits, which have not seen those cases. Of several seeds it takes the mean of their shares, as the saved model does, so
 * that the risks of the run are those of the saved model. A combined model lacks the results that one of its parts lacks.
 */
export function withFusions(
  models: readonly ModelSettings[],
  seeds: readonly number[],
  fits: readonly Fit[],
  cases: readonly Case[],
  results: FitResults,
): FitResults {
  const all = new Map<string, FitResult>(results);
  for (const model of models.filter(isCombined)) {
    for (const fit of fits.filter(({ within }) => within === undefined)) {
      const rule = meanRule(
        seeds.map((seed) => ruleOf(model, seed, fit, { fits, cases, results })),
        model.of,
      );
      for (const seed of seeds) {
        const parts = risksOf(model, seed, fit, results);
        if (!parts) continue;
        const risks = fit.test.map((_, i) =>
          fusedRisk(
            rule,
            parts.map((own) => own[i]!),
          ),
        );
        all.set(fitKey(model.name, seed, fit.id), { rule, risks });
      }
    }
  }
  return all;
}

/** Of several seeds the mean of their shares. */
function meanRule(rules: readonly FusionRule[], parts: readonly string[]): FusionRule {
  const all = rules.flatMap((rule) => (rule.by === "shares" ? [rule.shares] : []));
  const [first] = all;
  if (!first) return { by: "mean" };
  const mean = (part: number) => all.reduce((sum, shares) => sum + shares[part]! / all.length, 0);
  return { by: "shares", shares: all.length === 1 ? first : parts.map((_, part) => mean(part)) };
}

/** What each part says of the fit's test cases; undefined if one has no result. */
function risksOf(
  { of }: CombinedModel,
  seed: number,
  fit: Fit,
  results: FitResults,
): (readonly number[])[] | undefined {
  const found = of.flatMap((part) => results.get(fitKey(part, seed, fit.id)) ?? []);
  return found.length === of.length ? found.map(({ risks }) => risks) : undefined;
}

function ruleOf(
  model: CombinedModel,
  seed: number,
  fit: Fit,
  { fits, cases, results }: { fits: readonly Fit[]; cases: readonly Case[]; results: FitResults },
): FusionRule {
  if (model.kind === "late-fusion") return { by: "mean" };
  const rows = fits
    .filter(({ within }) => within === fit.id)
    .flatMap((inner) => {
      const parts = risksOf(model, seed, inner, results);
      return parts ? inner.test.map((index, i) => ({ index, risks: parts.map((own) => own[i]!) })) : [];
    });
  const labels = rows.map(({ index }) => cases[index]!.label);
  // Too few cases for any inner fold: nothing is known of the parts, so that they count alike.
  if (new Set(labels).size < 2) {
    return { by: "shares", shares: model.of.map(() => 1 / model.of.length) };
  }
  const parts = model.of.map((_, part) => rows.map(({ risks }) => risks[part]!));
  const patients = rows.map(({ index }) => cases[index]!.patient);
  return { by: "shares", shares: fitSafeFusion(parts, labels, patients) };
}
