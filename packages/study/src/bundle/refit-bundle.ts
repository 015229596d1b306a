import type { FeatureSettings } from "@hilum/radiomics";
import { bundleModel } from "./bundle.ts";
import type { BundleModel } from "./bundle.ts";
import { developPart } from "../cohort.ts";
import type { Case } from "../cohort.ts";
import { StudyError } from "../errors.ts";
import type { PredictionTable } from "../evaluation-types.ts";
import { fitKey } from "../fit-results.ts";
import type { FitResults } from "../fit-results.ts";
import { describeModel } from "../model-pipeline.ts";
import type { ModelSettings } from "../study-file/study-schema.ts";
import { refitId } from "../protocol.ts";
import type { Study } from "../study-file/study-file.ts";
import { outOfFoldThreshold } from "../study-predictions.ts";

/**
 * The model that is saved for use: refitted on all developing cases, its threshold from their out-of-fold risks.
 *
 * @throws StudyError `one-class` if these cases are of one class.
 */
export function refitBundle(
  model: ModelSettings,
  from: {
    readonly study: Study;
    readonly settings: FeatureSettings;
    readonly cases: readonly Case[];
    readonly predictions: PredictionTable;
    readonly results: FitResults;
    /** Of Hilum. */
    readonly version: string;
  },
): BundleModel {
  const { study, settings, predictions, results, version } = from;
  const training = from.cases.filter((item) => item.part === developPart);
  // A map, not an object: a centre may be named like a property that every object has.
  const centres = new Map<string, { cases: number; positives: number }>();
  for (const { centre, label } of training.toSorted((a, b) => (a.centre < b.centre ? -1 : 1))) {
    const before = centres.get(centre) ?? { cases: 0, positives: 0 };
    centres.set(centre, { cases: before.cases + 1, positives: before.positives + label });
  }
  const threshold = outOfFoldThreshold(predictions, model.name);
  if (threshold === null)
    throw new StudyError("one-class", "The out-of-fold cases are of one class; no threshold exists.");
  return bundleModel({
    format: "hilum-model",
    version: 1,
    name: model.name,
    kind: "radiomics",
    description: describeModel(model),
    hilum: version,
    study: study.name,
    radiomics: settings,
    resampleMask: study.radiomics.resampleMask,
    threshold,
    thresholdRule: "Youden's point of the out-of-fold risks of the developing part",
    calibrated: true,
    training: {
      cases: training.length,
      positives: training.filter((item) => item.label === 1).length,
      patients: new Set(training.map((item) => item.patient)).size,
      centres: Object.fromEntries(centres),
    },
    members: study.seeds.map((seed) => ({ seed, pipeline: results.get(fitKey(model.name, seed, refitId))!.pipeline })),
  });
}
