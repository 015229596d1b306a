import type { FeatureSettings } from "@hilum/radiomics";
import { bundleModel } from "./bundle.ts";
import type { BundleModel } from "./bundle.ts";
import { encodingOf } from "../case-table.ts";
import type { CaseTable } from "../case-table.ts";
import { developPart } from "../cohort.ts";
import type { Case } from "../cohort.ts";
import { StudyError } from "../errors.ts";
import type { PredictionTable } from "../evaluation-types.ts";
import { fitKey, tabularResult } from "../fit-results.ts";
import type { FitResults, TabularResult } from "../fit-results.ts";
import { describeModel } from "../model-pipeline.ts";
import type { TabularModel } from "../study-file/model-schema.ts";
import { refitId } from "../protocol.ts";
import type { Study } from "../study-file/study-file.ts";
import { developmentThreshold } from "../study-predictions.ts";

/**
 * The model that is saved for use: refitted on all developing cases, its threshold from their out-of-fold risks.
 *
 * @throws StudyError `one-class` if these cases are of one class.
 */
export function refitBundle(
  model: TabularModel,
  from: {
    readonly study: Study;
    readonly settings: FeatureSettings;
    readonly cases: readonly Case[];
    readonly table: CaseTable;
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
  const threshold = developmentThreshold(predictions, model.name);
  if (threshold === null)
    throw new StudyError(
      "one-class",
      "The cases that the threshold is chosen on are of one class; no threshold exists.",
    );
  const fits = study.seeds.map((seed) => ({ seed, fit: tabularResult(results, fitKey(model.name, seed, refitId)) }));
  return bundleModel({
    format: "hilum-model",
    version: 1,
    name: model.name,
    kind: model.kind,
    description: description(model, fits),
    hilum: version,
    study: study.name,
    radiomics: model.kind === "radiomics" && study.features === undefined ? settings : null,
    ...(model.clinical && { clinical: encodingOf(model, from.table.encoding) }),
    resampleMask: study.radiomics.resampleMask,
    threshold,
    thresholdRule: `Youden's point of the ${study.protocol === "paper" ? "risks of the validation part, which is also reported" : "out-of-fold risks of the developing part"}`,
    calibrated: true,
    training: {
      cases: training.length,
      positives: training.filter((item) => item.label === 1).length,
      patients: new Set(training.map((item) => item.patient)).size,
      centres: Object.fromEntries(centres),
    },
    members: fits.map(({ seed, fit }) => ({ seed, pipeline: fit.pipeline })),
  });
}

/** The model in words, with what its fits on all developing cases chose. */
function description(
  model: TabularModel,
  fits: readonly { readonly seed: number; readonly fit: TabularResult }[],
): string {
  const chosen = fits.flatMap(({ seed, fit }) => {
    const values = Object.entries(fit.chosen ?? {}).map(([key, value]) => `${key} ${value}`);
    return values.length === 0 ? [] : [`${values.join(", ")}${fits.length > 1 ? ` with seed ${seed}` : ""}`];
  });
  return `${describeModel(model)}${chosen.length > 0 ? ` (${chosen.join("; ")})` : ""}`;
}
