import { StudyError } from "../errors.ts";
import type { PredictionTable } from "../evaluation-types.ts";
import { fitKey } from "../fit-results.ts";
import type { FitResults } from "../fit-results.ts";
import type { FusionRule } from "../fusion/fused-risk.ts";
import { refitId } from "../protocol.ts";
import type { CombinedModel } from "../study-file/model-schema.ts";
import type { Study } from "../study-file/study-file.ts";
import { developmentThreshold } from "../study-predictions.ts";
import type { FusionBundle } from "./fusion-bundle.ts";

/** The fusion that is saved for use, of parts that are refitted on all developing cases. @throws StudyError `one-class` */
export function refitFusion(
  model: CombinedModel,
  from: {
    readonly study: Study;
    readonly predictions: PredictionTable;
    readonly results: FitResults;
    /** Of Hilum. */
    readonly version: string;
  },
): FusionBundle {
  const { study, predictions, results, version } = from;
  const threshold = developmentThreshold(predictions, model.name);
  if (threshold === null) {
    throw new StudyError(
      "one-class",
      "The cases that the threshold is chosen on are of one class; no threshold exists.",
    );
  }
  const rules = study.seeds.flatMap((seed) => {
    const result = results.get(fitKey(model.name, seed, refitId));
    return result && "rule" in result ? [result.rule] : [];
  });
  const rule = meanRule(rules, model.of);
  return {
    format: "hilum-model",
    version: 1,
    name: model.name,
    kind: model.kind,
    description: describeFusion(model, rule),
    hilum: version,
    study: study.name,
    threshold,
    thresholdRule: `Youden's point of the ${study.protocol === "paper" ? "risks of the validation part, which is also reported" : "out-of-fold risks of the developing part"}`,
    parts: model.of,
    rule,
  };
}

function meanRule(rules: readonly FusionRule[], parts: readonly string[]): FusionRule {
  const weights = rules.flatMap((rule) => (rule.by === "log-odds" ? [rule.weights] : []));
  if (weights.length === 0) return { by: "mean" };
  const [first] = weights;
  const mean = parts.map((_, j) => weights.reduce((sum, own) => sum + own[j]! / weights.length, 0));
  return { by: "log-odds", parts, weights: weights.length === 1 ? first! : mean };
}

function describeFusion({ of }: CombinedModel, rule: FusionRule): string {
  if (rule.by === "mean") return `mean of the risks of ${of.join(", ")}`;
  const weights = of.map((part, j) => `${part} ${rule.weights[j]!.toFixed(2)}`).join(", ");
  return `safe fusion: weighted mean of log-odds (${weights}), the weights from out-of-fold risks inside the training cases`;
}
