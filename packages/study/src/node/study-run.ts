import type { FeatureSettings } from "@hilum/radiomics";
import type { FinishedRun } from "../report-content.ts";
import type { IncompleteModel } from "./jobs/run-jobs.ts";
import type { LesionFeatures } from "./lesion-features.ts";
import type { OpenStudy } from "./open-study.ts";

/** A finished run in memory, on its way to disk. */
export interface StudyRun extends FinishedRun {
  readonly open: OpenStudy;
  readonly settings: FeatureSettings;
  /** Aligned with `cases`. */
  readonly features: readonly LesionFeatures[];
  readonly incomplete: readonly IncompleteModel[];
}
