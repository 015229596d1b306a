import { stratifiedFolds } from "@hilum/learn/tabular";
import { randomStream } from "@hilum/numeric";
import { developPart } from "./cohort.ts";
import type { Case } from "./cohort.ts";
import { StudyError } from "./errors.ts";
import type { Study } from "./study-file/study-file.ts";

/** One fit of every model: on which cases it is trained and which cases it is then applied to (indices of cases). */
export interface Fit {
  /** "cross-validation/1", "leave-out-A" or "refit". */
  readonly id: string;
  /** The set that the predictions belong to; undefined for the refit, whose test cases keep their own part. */
  readonly set: string | undefined;
  readonly fold: string;
  readonly train: readonly number[];
  readonly test: readonly number[];
}

export const crossValidationSet = "cross-validation";
export const refitId = "refit";
export const leaveOutSet = (centre: string): string => `leave-out-${centre}`;

/**
 * The fits of the clean protocol: patient-grouped folds inside the developing part, each centre left out once if the
 * study says so, and the refit on all developing cases, which is saved for use and applied to the tests.
 *
 * Whatever is scaled, selected or tuned is fitted on `train` alone; no patient stands on both sides of a fit.
 */
export function planFits(cases: readonly Case[], study: Study): Fit[] {
  const indices = cases.map((_, i) => i);
  const develop = indices.filter((i) => cases[i]!.part === developPart);
  const fits: Fit[] = [];

  const patients = new Set(develop.map((i) => cases[i]!.patient)).size;
  if (patients < study.folds) {
    throw new StudyError(
      "folds",
      `folds: ${study.folds} folds need as many patients in the developing part; it has ${patients} (${develop.length} ` +
        `cases). Lower folds: in the study file, or add cases.`,
    );
  }
  const folds = stratifiedFolds(
    develop.map((i) => cases[i]!.label),
    develop.map((i) => cases[i]!.patient),
    study.folds,
    randomStream(study.seeds[0]!, "folds"),
  );
  for (let fold = 0; fold < study.folds; fold++) {
    fits.push({
      id: `${crossValidationSet}/${fold + 1}`,
      set: crossValidationSet,
      fold: String(fold + 1),
      train: develop.filter((_, i) => folds[i] !== fold),
      test: develop.filter((_, i) => folds[i] === fold),
    });
  }
  if (study.leaveOut === "centre") {
    const centres = [...new Set(develop.map((i) => cases[i]!.centre))].sort();
    for (const centre of centres) {
      const test = develop.filter((i) => cases[i]!.centre === centre);
      const patients = new Set(test.map((i) => cases[i]!.patient));
      const train = develop.filter((i) => !patients.has(cases[i]!.patient));
      fits.push({ id: leaveOutSet(centre), set: leaveOutSet(centre), fold: "", train, test });
    }
  }
  const tests = Object.keys(study.split.tests).flatMap((name) => indices.filter((i) => cases[i]!.part === name));
  fits.push({ id: refitId, set: undefined, fold: "", train: develop, test: tests });
  return fits;
}

/** Why a fit cannot be made, or undefined: a model needs cases of both classes to learn from. */
export function unfittable(fit: Fit, cases: readonly Case[]): string | undefined {
  const positives = fit.train.filter((i) => cases[i]!.label === 1).length;
  const negatives = fit.train.length - positives;
  if (fit.test.length === 0 && fit.id !== refitId) return `${fit.id}: no case to predict`;
  if (positives >= 2 && negatives >= 2) return undefined;
  return `${fit.id}: ${positives} positive and ${negatives} negative cases to learn from; at least 2 of each are needed`;
}
