import { StatsError } from "./errors.ts";
import { checkLabelled } from "./labelled-scores.ts";

/** Numbers of true positive, false positive, true negative and false negative cases. */
export interface Confusion {
  readonly tp: number;
  readonly fp: number;
  readonly tn: number;
  readonly fn: number;
}

/** What four counts say of a decision; null where a rate is 0/0. */
export interface Rates {
  readonly accuracy: number | null;
  readonly sensitivity: number | null;
  readonly specificity: number | null;
  /** Positive predictive value. */
  readonly ppv: number | null;
  /** Negative predictive value. */
  readonly npv: number | null;
  readonly f1: number | null;
  /** Mean of sensitivity and specificity. */
  readonly balancedAccuracy: number | null;
  /** Matthews' correlation coefficient. */
  readonly mcc: number | null;
}

/**
 * Counts right and wrong decisions; a case is called positive if its score is at least `threshold`.
 *
 * @param labels - 1 = positive, 0 = negative; shape [n]. One class alone is fine here.
 * @param scores - shape [n].
 * @param threshold - Infinity calls nobody positive, −Infinity everybody.
 * @throws StatsError `empty`, `length-mismatch`, `not-binary`, `not-finite` (a NaN among the scores, or as threshold).
 */
export function confusion(labels: ArrayLike<number>, scores: ArrayLike<number>, threshold: number): Confusion {
  if (Number.isNaN(threshold)) throw new StatsError("not-finite", "The threshold is NaN; a number is needed.");
  const positives = checkLabelled(labels, scores);
  let tp = 0;
  let fp = 0;
  for (let i = 0; i < labels.length; i++) {
    // Nobody's score exceeds an infinite threshold: above all scores means above infinite ones too.
    if (scores[i] < threshold || threshold === Infinity) continue;
    if (labels[i] === 1) tp++;
    else fp++;
  }
  return { tp, fp, tn: labels.length - positives - fp, fn: positives - tp };
}

/** Accuracy, sensitivity, specificity, predictive values, F1, balanced accuracy and MCC of four counts. */
export function rates({ tp, fp, tn, fn }: Confusion): Rates {
  const sensitivity = ratio(tp, tp + fn);
  const specificity = ratio(tn, tn + fp);
  return {
    accuracy: ratio(tp + tn, tp + fp + tn + fn),
    sensitivity,
    specificity,
    ppv: ratio(tp, tp + fp),
    npv: ratio(tn, tn + fn),
    f1: ratio(2 * tp, 2 * tp + fp + fn),
    balancedAccuracy: sensitivity === null || specificity === null ? null : (sensitivity + specificity) / 2,
    // Roots of halves: the product of four margins of 100,000 cases would leave the exact integers.
    mcc: ratio(tp * tn - fp * fn, Math.sqrt((tp + fp) * (tp + fn)) * Math.sqrt((tn + fp) * (tn + fn))),
  };
}

function ratio(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}
