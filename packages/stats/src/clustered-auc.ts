import { normalSurvival } from "@hilum/numeric";
import { standardErrors } from "./confidence-interval.ts";
import type { ConfidenceInterval, IntervalOptions } from "./confidence-interval.ts";
import { aucOf } from "./delong.ts";
import { StatsError } from "./errors.ts";
import type { PlacementValues } from "./placement-values.ts";

/** Patient of each positive and of each negative case, in the order of the placement values. */
export interface Clusters {
  readonly positives: readonly string[];
  readonly negatives: readonly string[];
}

export interface ClusteredAucInterval extends ConfidenceInterval {
  readonly se: number;
  readonly method: "Obuchowski";
}

/** The clusters of cases in the order of `placementValues`. */
export function clustersOf(labels: ArrayLike<number>, patients: readonly string[]): Clusters {
  return {
    positives: patients.filter((_, i) => labels[i] === 1),
    negatives: patients.filter((_, i) => labels[i] !== 1),
  };
}

/**
 * Area under the ROC curve of cases of which several belong to one patient: the area is the usual one, its standard error
 * lets lesions of a patient be alike, and lesions of both classes too. With one case for each patient it is DeLong's.
 *
 * @throws StatsError `too-few` unless two patients have a positive case and two a negative one.
 * @see Obuchowski, Biometrics 53 (1997) 567-578.
 */
export function clusteredAucOf(
  placements: PlacementValues,
  clusters: Clusters,
  options: IntervalOptions = {},
): ClusteredAucInterval {
  const level = options.level ?? 0.95;
  const value = aucOf(placements);
  const se = Math.sqrt(clusteredVariance(placements, clusters));
  const reach = standardErrors(level) * se;
  return {
    value,
    lower: Math.max(0, value - reach),
    upper: Math.min(1, value + reach),
    se,
    level,
    method: "Obuchowski",
  };
}

/**
 * Test of two scores of the same cases, several of which belong to one patient; two-sided.
 *
 * @throws StatsError as `clusteredAucOf`; both have the same cases.
 * @see Obuchowski, Biometrics 53 (1997) 567-578.
 */
export function clusteredTestOf(
  a: PlacementValues,
  b: PlacementValues,
  clusters: Clusters,
): { difference: number; z: number; p: number } {
  const differences: PlacementValues = {
    positives: a.positives.map((count, i) => count - b.positives[i]),
    negatives: a.negatives.map((count, i) => count - b.negatives[i]),
  };
  const difference = aucOf(differences);
  const se = Math.sqrt(clusteredVariance(differences, clusters));
  const z = difference === 0 ? 0 : difference / se;
  return { difference, z, p: 2 * normalSurvival(Math.abs(z)) };
}

/** S10 / m + S01 / n + 2 S11 / (m n), from the sums of the patients' placement values above their expectation. */
function clusteredVariance({ positives, negatives }: PlacementValues, clusters: Clusters): number {
  const [m, n] = [positives.length, negatives.length];
  if (clusters.positives.length !== m || clusters.negatives.length !== n) {
    throw new StatsError(
      "length-mismatch",
      `There are ${m} + ${n} cases, but patients of ${clusters.positives.length} + ${clusters.negatives.length}.`,
    );
  }
  const area = positives.reduce((sum, count) => sum + count, 0) / (m * n);
  const excess = (counts: Float64Array, others: number, patients: readonly string[]) => {
    const sums = new Map<string, number>();
    for (const [i, patient] of patients.entries()) {
      sums.set(patient, (sums.get(patient) ?? 0) + counts[i] / others - area);
    }
    return sums;
  };
  const above = excess(positives, n, clusters.positives);
  const below = excess(negatives, m, clusters.negatives);
  if (above.size < 2 || below.size < 2) {
    throw new StatsError(
      "too-few",
      `A standard error needs two patients with a positive case and two with a negative one; found ${above.size} and ${below.size}.`,
    );
  }
  const all = new Set([...above.keys(), ...below.keys()]).size;
  const squares = (sums: ReadonlyMap<string, number>) => [...sums.values()].reduce((sum, x) => sum + x * x, 0);
  const products = [...above].reduce((sum, [patient, x]) => sum + x * (below.get(patient) ?? 0), 0);
  const s10 = (above.size / (above.size - 1) / m) * squares(above);
  const s01 = (below.size / (below.size - 1) / n) * squares(below);
  const s11 = (all / (all - 1)) * products;
  return Math.max(0, s10 / m + s01 / n + (2 * s11) / (m * n));
}
