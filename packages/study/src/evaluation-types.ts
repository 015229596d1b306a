/** One row of predictions.csv: a case in a set, its label and a score from each model (NaN = the model has none). */
export interface PredictionRow {
  readonly case: string;
  readonly set: string;
  /** 1 = positive (pN+), 0 = negative. */
  readonly label: 0 | 1;
  readonly patient?: string;
  readonly centre?: string;
  readonly fold?: string;
  readonly seed?: string;
  /** Aligned with `PredictionTable.models`. */
  readonly scores: readonly number[];
}

export interface PredictionTable {
  readonly models: readonly string[];
  readonly rows: readonly PredictionRow[];
}

/** How one model does on one set; `null` where a number is not defined (one class only, no positive prediction ...). */
export interface SetMetrics {
  readonly set: string;
  readonly n: number;
  readonly nPositive: number;
  readonly auc: number | null;
  readonly ci95: readonly [number, number] | null;
  readonly se: number | null;
  /** Only where patients have several cases in the set. */
  readonly clustered?: ClusteredArea;
  /** A case is predicted positive if its score is at least this. */
  readonly threshold: number | null;
  readonly accuracy: number | null;
  readonly sensitivity: number | null;
  readonly specificity: number | null;
  readonly ppv: number | null;
  readonly npv: number | null;
  /** Wilson 95 % intervals of the five rates above. */
  readonly intervals: Readonly<
    Record<"accuracy" | "sensitivity" | "specificity" | "ppv" | "npv", readonly [number, number] | null>
  >;
  /** null unless all scores lie in [0, 1]. */
  readonly brier: number | null;
}

export interface PooledMetrics {
  readonly n: number;
  readonly nPositive: number;
  readonly auc: number | null;
  readonly ci95: readonly [number, number] | null;
  readonly se: number | null;
  readonly clustered?: ClusteredArea;
}

/** The interval that lets several lesions of one patient be alike (Obuchowski 1997). */
export interface ClusteredArea {
  readonly patients: number;
  readonly ci95: readonly [number, number];
  readonly se: number;
}

export interface ModelMetrics {
  readonly model: string;
  readonly sets: readonly SetMetrics[];
  /** Over all rows. */
  readonly pooled: PooledMetrics;
  /** Mean over the sets where it is defined. */
  readonly mean: { readonly auc: number | null };
}

/** DeLong's test of two models on the same cases of one set; two-sided. */
export interface DelongRow {
  readonly set: string;
  readonly a: string;
  readonly b: string;
  readonly z: number | null;
  readonly p: number | null;
  /** The test with patients as clusters, only where patients have several cases in the set. */
  readonly clustered?: { readonly z: number | null; readonly p: number };
}

/** metrics.json of a run, and what `hilum evaluate --json` prints. */
export interface Metrics {
  readonly models: readonly ModelMetrics[];
  readonly delong: readonly DelongRow[];
  /** Where the thresholds come from, in words. */
  readonly thresholdRule: string;
}
