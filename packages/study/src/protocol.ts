import { stratifiedFolds } from "@hilum/learn/tabular";
import { randomStream } from "@hilum/numeric";
import { developPart, validationPart } from "./cohort.ts";
import type { Case } from "./cohort.ts";
import { quoted, StudyError } from "./errors.ts";
import type { ModelSettings } from "./study-file/model-schema.ts";
import type { Study } from "./study-file/study-file.ts";

/** One fit of every model: on which cases it is trained and which cases it is then applied to (indices of cases). */
export interface Fit {
  /** "cross-validation/1", "leave-out-A" or "refit"; "cross-validation/1/inner-2" inside such a fit. */
  readonly id: string;
  /** The set that the predictions belong to; undefined for the refit, whose test cases keep their own part. */
  readonly set: string | undefined;
  readonly fold: string;
  readonly train: readonly number[];
  readonly test: readonly number[];
  /** Cases whose AUC chooses a network's checkpoint, as the published protocol does; by default the fit splits `train`. */
  readonly validation?: readonly number[];
  /** The fit whose training cases these are: its predictions only teach a fusion what its parts are worth. */
  readonly within?: string;
}

export const crossValidationSet = "cross-validation";
export const refitId = "refit";
export const leaveOutSet = (centre: string): string => `leave-out-${centre}`;

/**
 * The fits of the study's protocol. Clean: patient-grouped folds inside the developing part, each centre left out once if
 * the study says so, and the refit on all developing cases, which is saved for use and applied to the tests. Paper: one fit
 * on the training part, applied to the validation part (which also chooses checkpoints and thresholds) and the tests.
 *
 * Where a safe fusion needs them, inner folds of every fit follow it.
 *
 * Whatever is scaled, selected or tuned is fitted on `train` alone; no patient stands on both sides of a fit.
 *
 * @throws StudyError `folds`, `protocol`, `leak`.
 */
export function planFits(cases: readonly Case[], study: Study): Fit[] {
  const indices = cases.map((_, i) => i);
  const develop = indices.filter((i) => cases[i]!.part === developPart);
  const validation = indices.filter((i) => cases[i]!.part === validationPart);
  const tests = Object.keys(study.split.tests).flatMap((name) => indices.filter((i) => cases[i]!.part === name));
  const paper = study.protocol === "paper";
  if (paper && (study.split.ratio === undefined || study.leaveOut !== undefined)) {
    throw new StudyError(
      "protocol",
      "protocol: paper trains on one part of the developing hospitals and reports the other: give split.ratio (0.7), and leave " +
        "leaveOut out.",
    );
  }
  const refit: Fit = {
    id: refitId,
    set: undefined,
    fold: "",
    train: develop,
    test: [...validation, ...tests],
    ...(paper && { validation }),
  };
  const fits = paper ? [refit] : [...foldFits(cases, develop, study), ...centreFits(cases, develop, study), refit];
  const all = fits.flatMap((fit) => (needsInnerFits(study) ? [fit, ...innerFits(fit, cases, study)] : [fit]));
  refuseSharedPatients(all, cases);
  return all;
}

/** The fits that a model needs: those inside other fits only where a safe fusion learns what the model is worth. */
export function fitsOf(model: ModelSettings, fits: readonly Fit[], models: readonly ModelSettings[]): Fit[] {
  const isPart = models.some((other) => other.kind === "safe-fusion" && other.of.includes(model.name));
  return fits.filter(({ within }) => within === undefined || isPart);
}

/** Whether a model learns from out-of-fold risks inside each fit. */
function needsInnerFits({ models }: Study): boolean {
  return models.some(({ kind }) => kind === "safe-fusion");
}

function foldFits(cases: readonly Case[], develop: readonly number[], study: Study): Fit[] {
  const patients = new Set(develop.map((i) => cases[i]!.patient)).size;
  if (patients < study.folds) {
    throw new StudyError(
      "folds",
      `folds: ${study.folds} folds need as many patients in the developing part; it has ${patients} (${develop.length} ` +
        `cases). Lower folds: in the study file, or add cases.`,
    );
  }
  return foldsOf(cases, develop, study.folds, [study.seeds[0]!, "folds"]).map((test, fold) => ({
    id: `${crossValidationSet}/${fold + 1}`,
    set: crossValidationSet,
    fold: String(fold + 1),
    train: without(develop, test),
    test,
  }));
}

function centreFits(cases: readonly Case[], develop: readonly number[], { leaveOut }: Study): Fit[] {
  if (leaveOut !== "centre") return [];
  const centres = [...new Set(develop.map((i) => cases[i]!.centre))].sort();
  return centres.map((centre) => {
    const test = develop.filter((i) => cases[i]!.centre === centre);
    const patients = new Set(test.map((i) => cases[i]!.patient));
    const train = develop.filter((i) => !patients.has(cases[i]!.patient));
    return { id: leaveOutSet(centre), set: leaveOutSet(centre), fold: "", train, test };
  });
}

/** Folds inside the training cases of a fit; none where there are too few patients for any. */
function innerFits(fit: Fit, cases: readonly Case[], study: Study): Fit[] {
  const patients = new Set(fit.train.map((i) => cases[i]!.patient)).size;
  const count = Math.min(study.innerFolds, patients);
  if (count < 2) return [];
  return foldsOf(cases, fit.train, count, [study.seeds[0]!, "inner", fit.id]).map((test, fold) => ({
    id: `${fit.id}/inner-${fold + 1}`,
    set: undefined,
    fold: "",
    train: without(fit.train, test),
    test,
    within: fit.id,
  }));
}

/** Patient-grouped folds of some cases, the classes spread evenly. */
function foldsOf(
  cases: readonly Case[],
  members: readonly number[],
  count: number,
  stream: readonly (string | number)[],
): number[][] {
  const folds = stratifiedFolds(
    members.map((i) => cases[i]!.label),
    members.map((i) => cases[i]!.patient),
    count,
    randomStream(...stream),
  );
  return Array.from({ length: count }, (_, fold) => members.filter((_member, i) => folds[i] === fold));
}

function without(members: readonly number[], left: readonly number[]): number[] {
  const out = new Set(left);
  return members.filter((i) => !out.has(i));
}

/** The last guard: whatever planned the fits, a patient on both sides of one stops the study. */
function refuseSharedPatients(fits: readonly Fit[], cases: readonly Case[]): void {
  for (const { id, train, test, validation = [] } of fits) {
    const learnt = new Set(train.map((i) => cases[i]!.patient));
    const shared = [...test, ...validation].find((i) => learnt.has(cases[i]!.patient));
    if (shared !== undefined) {
      throw new StudyError(
        "leak",
        `${id}: a patient (of case ${quoted(cases[shared]!.id)}) would be learnt from and predicted.`,
      );
    }
  }
}

/** Why a fit cannot be made, or undefined: a model needs cases of both classes to learn from. */
export function unfittable(fit: Fit, cases: readonly Case[]): string | undefined {
  const positives = fit.train.filter((i) => cases[i]!.label === 1).length;
  const negatives = fit.train.length - positives;
  if (fit.test.length === 0 && fit.id !== refitId) return `${fit.id}: no case to predict`;
  if (positives >= 2 && negatives >= 2) return undefined;
  return `${fit.id}: ${positives} positive and ${negatives} negative cases to learn from; at least 2 of each are needed`;
}
