import {
  aucIntervalOf,
  aucOf,
  brier,
  clusteredAucOf,
  clusteredTestOf,
  clustersOf,
  confusion,
  delongTestOf,
  placementValues,
  rates,
  wilsonInterval,
  youdenThreshold,
} from "@hilum/stats";
import type { Clusters, Confusion, PlacementValues } from "@hilum/stats";
import { StudyError } from "./errors.ts";
import type {
  ClusteredArea,
  DelongRow,
  Metrics,
  ModelMetrics,
  PooledMetrics,
  PredictionRow,
  PredictionTable,
  SetMetrics,
} from "./evaluation-types.ts";
import { suggestion } from "./nearest-name.ts";

/** Where the thresholds come from; a threshold chosen on a set is Youden's, of equal ones the most sensitive. */
export type ThresholdChoice =
  | { readonly kind: "value"; readonly value: number }
  | { readonly kind: "set"; readonly set: string }
  | { readonly kind: "first-set" }
  | {
      readonly kind: "per-set";
      /** null: no threshold, so no rates either. */
      readonly of: (model: string, set: string) => number | null;
      /** Where these thresholds come from, in words. */
      readonly rule: string;
    };

export interface EvaluationOptions {
  /** By default `{ kind: "first-set" }`: the set of the first row. */
  readonly threshold?: ThresholdChoice;
}

/**
 * Areas, rates, intervals and DeLong's tests of every model on every set, sets in the order in which they first appear.
 *
 * A row without a score (NaN) is left out for that model only; two models are compared on the rows where both have one.
 * What is not defined is null: the AUC of one class, its interval with a single case of a class, the rates without a
 * threshold. z is null, p still 0, if two areas differ without any spread (always right against always wrong).
 *
 * @throws StudyError `unknown-set` if the set for the thresholds does not exist; `infinite-score` if it holds a score
 *   that cannot be a threshold.
 */
export function evaluatePredictions(table: PredictionTable, options: EvaluationOptions = {}): Metrics {
  const choice = options.threshold ?? { kind: "first-set" };
  const groups = groupBySet(table);
  const scored = new Map(groups.map((group) => [group.set, table.models.map((_, m) => scoresOf(group, m))]));
  const { thresholdOf, rule } = thresholds(choice, table.models, scored);
  const everybody = casesOf("", table.rows, table.models.length);

  const models = table.models.map((model, m): ModelMetrics => {
    const probabilities =
      everybody.scores[m]?.every((score) => Number.isNaN(score) || (score >= 0 && score <= 1)) ?? false;
    const sets = [...scored].map(([set, ofModels]): SetMetrics => {
      const own = ofModels[m] ?? nobody;
      const threshold = own.labels.length === 0 ? null : thresholdOf(model, set);
      return {
        set,
        ...area(own),
        ...decision(own, threshold),
        brier: probabilities && own.labels.length > 0 ? brier(own.labels, own.scores) : null,
      };
    });
    const defined = sets.flatMap(({ auc }) => (auc === null ? [] : [auc]));
    const mean = defined.length === 0 ? null : defined.reduce((sum, auc) => sum + auc, 0) / defined.length;
    return { model, sets, pooled: area(scoresOf(everybody, m)), mean: { auc: mean } };
  });
  return {
    models,
    delong: groups.flatMap((group) => delongTests(group, table.models, scored.get(group.set) ?? [])),
    thresholdRule: rule,
  };
}

/** The rows of a set by columns: labels, and for each model the scores (NaN = none). */
interface SetCases {
  readonly set: string;
  readonly labels: Uint8Array;
  /** A case without a patient's name is a patient of its own; null if every patient has one case. */
  readonly patients: readonly string[] | null;
  readonly scores: readonly Float64Array[];
}

/** One model's scores of the cases that have one; placements are null unless both classes are there. */
interface ScoredCases {
  readonly labels: Uint8Array;
  readonly scores: Float64Array;
  readonly placements: PlacementValues | null;
  /** null unless some patient has several of the cases, and two patients have a case of each class. */
  readonly clusters: Clusters | null;
}

const nobody: ScoredCases = {
  labels: new Uint8Array(0),
  scores: new Float64Array(0),
  placements: null,
  clusters: null,
};

function groupBySet({ models, rows }: PredictionTable): SetCases[] {
  const rowsOf = new Map<string, PredictionRow[]>();
  for (const row of rows) {
    const own = rowsOf.get(row.set);
    if (own) own.push(row);
    else rowsOf.set(row.set, [row]);
  }
  return [...rowsOf].map(([set, own]) => casesOf(set, own, models.length));
}

function casesOf(set: string, rows: readonly PredictionRow[], models: number): SetCases {
  const patients = rows.map((row) => (row.patient === undefined ? `case ${row.case}` : `patient ${row.patient}`));
  const column = (model: number) => Float64Array.from(rows, (row) => row.scores[model] ?? NaN);
  return {
    set,
    labels: Uint8Array.from(rows, (row) => row.label),
    patients: new Set(patients).size === patients.length ? null : patients,
    scores: Array.from({ length: models }, (_, model) => column(model)),
  };
}

/** A model's scores of the cases that have one, and one from another model too if asked. */
function scoresOf(cases: SetCases, model: number, other = model): ScoredCases {
  const own = cases.scores[model] ?? nobody.scores;
  const others = cases.scores[other] ?? nobody.scores;
  const complete = own.map((score, i) => (Number.isNaN(score) || Number.isNaN(others[i]) ? 0 : 1));
  const labels = cases.labels.filter((_, i) => complete[i] === 1);
  const scores = own.filter((_, i) => complete[i] === 1);
  const bothClasses = labels.includes(0) && labels.includes(1);
  const patients = cases.patients?.filter((_, i) => complete[i] === 1);
  return {
    labels,
    scores,
    placements: bothClasses ? placementValues(labels, scores) : null,
    clusters: patients ? severalLesions(labels, patients) : null,
  };
}

/** The patients of the cases where it matters: some has several, and two have a case of each class. */
function severalLesions(labels: Uint8Array, patients: readonly string[]): Clusters | null {
  if (new Set(patients).size === patients.length) return null;
  const clusters = clustersOf(labels, patients);
  const enough = [clusters.positives, clusters.negatives].every((names) => new Set(names).size > 1);
  return enough ? clusters : null;
}

function area({ labels, placements, clusters }: ScoredCases): PooledMetrics {
  const count = { n: labels.length, nPositive: labels.reduce((sum, label) => sum + label, 0) };
  if (placements === null) return { ...count, auc: null, ci95: null, se: null };
  if (!hasSpread(placements)) return { ...count, auc: aucOf(placements), ci95: null, se: null };
  const { value, lower, upper, se } = aucIntervalOf(placements);
  return {
    ...count,
    auc: value,
    ci95: [lower, upper],
    se,
    ...(clusters && { clustered: clusteredArea(placements, clusters) }),
  };
}

function clusteredArea(placements: PlacementValues, clusters: Clusters): ClusteredArea {
  const { lower, upper, se } = clusteredAucOf(placements, clusters);
  const patients = new Set([...clusters.positives, ...clusters.negatives]).size;
  return { patients, ci95: [lower, upper], se };
}

/** DeLong's standard error needs two cases of each class. */
function hasSpread({ positives, negatives }: PlacementValues): boolean {
  return positives.length > 1 && negatives.length > 1;
}

type Decision = Pick<
  SetMetrics,
  "threshold" | "accuracy" | "sensitivity" | "specificity" | "ppv" | "npv" | "intervals"
>;

function decision({ labels, scores }: ScoredCases, threshold: number | null): Decision {
  const counts: Confusion =
    threshold === null || labels.length === 0 ? { tp: 0, fp: 0, tn: 0, fn: 0 } : confusion(labels, scores, threshold);
  const { tp, fp, tn, fn } = counts;
  const { accuracy, sensitivity, specificity, ppv, npv } = rates(counts);
  const intervals = {
    accuracy: interval(tp + tn, tp + fp + tn + fn),
    sensitivity: interval(tp, tp + fn),
    specificity: interval(tn, tn + fp),
    ppv: interval(tp, tp + fp),
    npv: interval(tn, tn + fn),
  };
  return { threshold, accuracy, sensitivity, specificity, ppv, npv, intervals };
}

function interval(successes: number, n: number): readonly [number, number] | null {
  if (n === 0) return null;
  const { lower, upper } = wilsonInterval(successes, n);
  return [lower, upper];
}

function delongTests(group: SetCases, models: readonly string[], scored: readonly ScoredCases[]): DelongRow[] {
  return models.flatMap((a, i) =>
    models.slice(i + 1).map((b, offset): DelongRow => {
      const j = i + 1 + offset;
      // Scores of the same cases are sorted already; only models that miss different cases are sorted again.
      const same = sameCases(group.scores[i], group.scores[j]);
      const compared = same ? scored[i] : scoresOf(group, i, j);
      const first = compared?.placements;
      const second = same ? scored[j]?.placements : scoresOf(group, j, i).placements;
      if (!first || !second || !hasSpread(first)) return { set: group.set, a, b, z: null, p: null };
      const { z, p } = delongTestOf(first, second);
      const finite = (value: number) => (Number.isFinite(value) ? value : null);
      const patients = compared?.clusters;
      if (!patients) return { set: group.set, a, b, z: finite(z), p };
      const clustered = clusteredTestOf(first, second, patients);
      return { set: group.set, a, b, z: finite(z), p, clustered: { z: finite(clustered.z), p: clustered.p } };
    }),
  );
}

function sameCases(a: Float64Array | undefined, b: Float64Array | undefined): boolean {
  return a?.every((score, i) => Number.isNaN(score) === Number.isNaN(b?.[i])) ?? false;
}

interface Thresholds {
  readonly thresholdOf: (model: string, set: string) => number | null;
  readonly rule: string;
}

function thresholds(
  choice: ThresholdChoice,
  models: readonly string[],
  scored: ReadonlyMap<string, readonly ScoredCases[]>,
): Thresholds {
  if (choice.kind === "value") return { thresholdOf: () => choice.value, rule: `${choice.value}, as given.` };
  if (choice.kind === "per-set") return { thresholdOf: choice.of, rule: choice.rule };
  const sets = [...scored.keys()];
  const first = choice.kind === "first-set";
  const set = first ? (sets[0] ?? "") : choice.set;
  const cases = scored.get(set);
  if (!first && !cases) {
    throw new StudyError(
      "unknown-set",
      `There is no set "${set}" to choose the thresholds on. ${suggestion(set, sets)}`,
    );
  }
  const chosen = new Map(models.map((model, m) => [model, youdenOf(model, set, cases?.[m] ?? nobody)]));
  return {
    thresholdOf: (model) => chosen.get(model) ?? null,
    rule: `Youden's index on the ${first ? "first set" : "set"} "${set}"; of equal points the most sensitive.`,
  };
}

function youdenOf(model: string, set: string, { labels, scores, placements }: ScoredCases): number | null {
  if (placements === null) return null;
  const infinite = scores.find((score) => !Number.isFinite(score));
  if (infinite !== undefined) {
    throw new StudyError(
      "infinite-score",
      `${model} has the score ${infinite} on the set "${set}", which cannot be a threshold. Give probabilities, or a threshold.`,
    );
  }
  return youdenThreshold(labels, scores);
}
