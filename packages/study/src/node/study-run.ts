import type { FeatureSettings } from "@hilum/radiomics";
import type { RefittedNetworks } from "../bundle/refit-networks.ts";
import type { FusionBundle } from "../bundle/fusion-bundle.ts";
import type { SelectionShare } from "../selection-shares.ts";
import type { CaseTable } from "../case-table.ts";
import type { FitResults } from "../fit-results.ts";
import type { FinishedRun } from "../report-content.ts";
import type { IncompleteModel } from "./jobs/run-jobs.ts";
import type { LesionFeatures } from "./lesion-features.ts";
import type { OpenStudy } from "./open-study.ts";

/** A finished run in memory, on its way to disk. */
export interface StudyRun extends FinishedRun {
  readonly open: OpenStudy;
  readonly settings: FeatureSettings;
  /** Aligned with `cases`; empty if the study reads no images. */
  readonly features: readonly LesionFeatures[];
  readonly stability: readonly SelectionShare[];
  readonly fusions: readonly FusionBundle[];
  readonly table: CaseTable;
  readonly results: FitResults;
  readonly networks: readonly RefittedNetworks[];
  readonly incomplete: readonly IncompleteModel[];
}
