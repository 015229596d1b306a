import type { LesionOptions } from "../lesion-files.ts";
import type { Progress } from "../progress.ts";

/** Paths of one lesion. */
export interface LesionPaths {
  readonly image: string;
  readonly mask: string;
}

export interface PredictLesionOptions extends LesionOptions {
  /** Clinical variables by column. */
  readonly values?: Readonly<Record<string, string>> | undefined;
  /** Its hospital, for a model that harmonises hospitals. */
  readonly centre?: string | undefined;
}

/** The risk of one patient, with reasons; the fields of `hilum predict --json`. */
export interface LesionPrediction {
  readonly risk: number;
  readonly threshold: number;
  /** 1 = positive, 0 = negative. */
  readonly decision: 0 | 1;
  readonly calibrated: boolean;
  /** What each feature adds to the log-odds compared with the mean training case, largest effect first. */
  readonly contributions: readonly {
    readonly feature: string;
    readonly value: number;
    readonly contribution: number;
  }[];
  /** Clinical columns that the model reads. */
  readonly clinical: readonly string[];
  /** Features that are impossible for this lesion, and clinical variables that are missing, replaced by the training median. */
  readonly imputed: readonly string[];
  readonly model: {
    readonly name: string;
    readonly description: string;
    readonly study: string;
    readonly hilum: string;
  };
  readonly warnings: readonly string[];
  /** SHA-256 of voxels and grid of image and mask. */
  readonly inputHash: string;
}

export interface PredictCasesOptions extends LesionOptions {
  /** CSV with a risk for each case that could be read; the others stand in `FILE.errors.csv`. */
  readonly out: string;
  readonly root?: string | undefined;
  readonly jobs?: number | undefined;
  readonly progress?: Progress;
}

/** What came of predicting a table of cases. */
export interface CasesPrediction {
  readonly predicted: number;
  readonly failures: readonly { readonly case: string; readonly error: string }[];
  /** Remarks on single lesions, for example on a mesh with holes; the risk stands. */
  readonly remarks: readonly { readonly case: string; readonly remark: string }[];
}
