import { aucOf, clusteredTestOf, clustersOf, delongTestOf, placementValues } from "@hilum/stats";
import type { PlacementValues } from "@hilum/stats";
import { logitOf, sigmoid } from "./logit.ts";

/** How many cases' worth of squared deviation pull the weights toward the best parts. */
const priorStrength = 15;
/** A part is as good as the best if its area is within so many standard errors of the difference: not worse at the 5 % level. */
const tiedWithin = 1.96;

/**
 * How much each part of a safe fusion counts: shares, none negative, together 1. The fusion's risk is the weighted mean of
 * the parts' risks, so that a part with the share 1 stays exactly what it was.
 *
 * The shares are the direction of a non-negative logistic stacking of the parts' standardised log-odds with a ridge that
 * pulls toward the best part, or toward the mean of those that are not significantly worse (DeLong's test, clustered by patient).
 * Intercept and slope are not kept: they would differ from fold to fold by chance, which costs more area in pooled folds than
 * it gains; nor are log-odds averaged, where a part that is too sure of itself would outvote the others.
 *
 * @param parts - risks of each part for the same cases, from fits that have not seen them; shape [part][case].
 * @param labels - 1 = positive, 0 = negative, both present.
 */
export function fitSafeFusion(
  parts: readonly (readonly number[])[],
  labels: readonly number[],
  patients: readonly string[],
): number[] {
  const placements = parts.map((risks) => placementValues(labels, risks));
  const areas = placements.map(aucOf);
  const best = areas.indexOf(Math.max(...areas));
  const good = placements.map((own, j) => j === best || tied(placements[best]!, own, labels, patients));
  const columns = parts.map((risks) => standardised(risks.map(logitOf)));
  const share = 1 / good.filter(Boolean).length;
  const composite = labels.map((_, i) =>
    columns.reduce((sum, { values }, j) => sum + (good[j] ? share * values[i]! : 0), 0),
  );
  const [slope] = nonNegativeLogistic([composite], labels, [0], 1);
  const target = good.map((is) => (is ? share * slope! : 0));
  const weights = nonNegativeLogistic(
    columns.map(({ values }) => values),
    labels,
    target,
    priorStrength,
  ).map((weight, j) => (columns[j]!.sd > 0 ? weight : 0));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return total > 0 ? weights.map((weight) => weight / total) : target.map((_, j) => Number(j === best));
}

function tied(
  best: PlacementValues,
  own: PlacementValues,
  labels: readonly number[],
  patients: readonly string[],
): boolean {
  const clusters = clustersOf(labels, patients);
  const clustered = new Set(patients).size < patients.length;
  const enough = [clusters.positives, clusters.negatives].every((names) => new Set(names).size > 1);
  if (!enough) return false;
  const { z } = clustered ? clusteredTestOf(best, own, clusters) : delongTestOf(best, own);
  return Math.abs(z) < tiedWithin;
}

/** Mean 0 and standard deviation 1; a part that says the same of everybody becomes 0. */
function standardised(values: readonly number[]): { readonly values: readonly number[]; readonly sd: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  const sd = variance > 1e-20 ? Math.sqrt(variance) : 0;
  return { values: values.map((value) => (sd > 0 ? (value - mean) / sd : 0)), sd };
}

/**
 * Weights >= 0 with the smallest sum of log-losses + strength / 2 |w - target|², the intercept free: Newton's quadratic
 * approximations, each solved by cyclic coordinate descent.
 */
function nonNegativeLogistic(
  columns: readonly (readonly number[])[],
  labels: readonly number[],
  target: readonly number[],
  strength: number,
): number[] {
  const weights = [...target];
  let intercept = 0;
  for (let step = 0; step < 100; step++) {
    const before = [...weights, intercept];
    const curvature: number[] = [];
    const pull = labels.map((label, i) => {
      const logit = columns.reduce((sum, column, j) => sum + weights[j]! * column[i]!, intercept);
      const p = sigmoid(logit);
      curvature.push(Math.max(p * (1 - p), 1e-5));
      return label - p;
    });
    for (let round = 0; round < 200; round++) {
      let most = 0;
      const move = (column: readonly number[] | undefined, by: number) => {
        for (let i = 0; i < pull.length; i++) pull[i]! -= by * curvature[i]! * (column ? column[i]! : 1);
        most = Math.max(most, Math.abs(by));
      };
      const shift = pull.reduce((sum, r) => sum + r, 0) / curvature.reduce((sum, w) => sum + w, 0);
      intercept += shift;
      move(undefined, shift);
      for (const [j, column] of columns.entries()) {
        let slope = -strength * (weights[j]! - target[j]!);
        let bend = strength;
        for (let i = 0; i < pull.length; i++) {
          slope += column[i]! * pull[i]!;
          bend += curvature[i]! * column[i]! ** 2;
        }
        const next = Math.max(0, weights[j]! + slope / bend);
        move(column, next - weights[j]!);
        weights[j] = next;
      }
      if (most < 1e-9) break;
    }
    const change = Math.max(...[...weights, intercept].map((value, j) => Math.abs(value - before[j]!)));
    if (change < 1e-8) break;
  }
  return weights;
}
