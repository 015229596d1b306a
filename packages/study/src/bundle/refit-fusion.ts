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
  // All seeds have the same.
  const result = results.get(fitKey(model.name, study.seeds[0]!, refitId));
  const rule: FusionRule = result && "rule" in result ? result.rule : { by: "mean" };
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

function describeFusion({ of }: CombinedModel, rule: FusionRule): string {
  if (rule.by === "mean") return `mean of the risks of ${of.join(", ")}`;
  const shares = of.map((part, j) => `${part} ${rule.shares[j]!.toFixed(2)}`).join(", ");
  return `safe fusion (shares: ${shares}), learnt from out-of-fold risks inside the training cases`;
}
