import type { ControlSummary } from "../control-results.ts";
import type { Metrics, PredictionTable } from "../evaluation-types.ts";
import type { SelectionShare } from "../selection-shares.ts";
import type { Subgroup } from "../subgroups.ts";
import type { CurvePoint } from "./curves-figure.ts";

/** How the cases of the table became the cases of the study: one step each for eligibility rules and failures. */
export interface CohortFlow {
  readonly total: number;
  readonly steps: readonly { readonly reason: string; readonly excluded: number; readonly remaining: number }[];
  readonly sets: readonly {
    readonly name: string;
    /** "develop" or "test". */
    readonly role: string;
    readonly centres: readonly string[];
    readonly n: number;
    readonly nPositive: number;
    readonly nPatients: number;
  }[];
}

/** One lesion shown as a picture: the axial slice with the largest area of the mask. */
export interface ExampleLesion {
  readonly case: string;
  readonly centre: string;
  readonly label: 0 | 1 | undefined;
  /** For example "3.2 ml, 18 mm" or "risk 0.83 (tree-svm)". */
  readonly caption: string;
  readonly slice: AxialSlice;
}

/** One axial slice of an image and of its mask, 8-bit after windowing; row-major, i fastest. */
export interface AxialSlice {
  readonly width: number;
  readonly height: number;
  /** Distance between columns and between rows, mm. */
  readonly spacing: readonly [number, number];
  readonly grey: Uint8Array;
  /** 1 inside the mask. */
  readonly mask: Uint8Array;
}

/** What a saved model is made of, for the report and the card. */
export interface ModelSummary {
  readonly name: string;
  /** For example "z-score, ten features by tree importance, SVM (RBF)". */
  readonly description: string;
  readonly threshold: number;
  /** Features that the refitted bundle uses, most important first. */
  readonly features: readonly { readonly name: string; readonly weight: number }[];
  /** How many features were dropped (missing in over 20 % of training rows) and how many values were imputed. */
  readonly dropped: number;
  readonly imputed: number;
  /** Of a fusion of models, which reads nothing itself: their names. */
  readonly parts?: readonly string[];
}

/** How the network of a saved model was trained; of several seeds the first. */
export interface TrainingCurve {
  readonly model: string;
  readonly points: readonly CurvePoint[];
}

/** Everything that report.html shows. */
export interface ReportContent {
  readonly name: string;
  readonly description: string;
  readonly version: string;
  /** ISO date of the run, given by the caller. */
  readonly date: string;
  readonly flow: CohortFlow;
  readonly failures: readonly { readonly case: string; readonly error: string }[];
  readonly predictions: PredictionTable;
  readonly metrics: Metrics;
  /** Of several, predictions and metrics are of the means of their risks. */
  readonly seeds?: readonly number[];
  readonly subgroups?: readonly Subgroup[];
  readonly controls?: readonly ControlSummary[];
  readonly stability?: readonly SelectionShare[];
  /** "paper": the validation part that is reported also chose thresholds and checkpoints. Default "clean". */
  readonly protocol?: "clean" | "paper";
  readonly models: readonly ModelSummary[];
  readonly trainings?: readonly TrainingCurve[];
  readonly examples: readonly ExampleLesion[];
  /** The study file as run (YAML, defaults filled in). */
  readonly settings: string;
  /** Versions, machine, timings: label and value. */
  readonly record: readonly (readonly [label: string, value: string])[];
  /** Warnings that a reader of the numbers must know. */
  readonly warnings: readonly string[];
}
