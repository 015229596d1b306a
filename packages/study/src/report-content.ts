import type { BundleModel, ModelBundle } from "./bundle/bundle.ts";
import type { FusionBundle } from "./bundle/fusion-bundle.ts";
import type { SavedNetworks } from "./bundle/network-bundle.ts";
import { encodedColumns } from "./clinical-encoding.ts";
import { developPart, validationPart } from "./cohort.ts";
import type { Case, Cohort } from "./cohort.ts";
import type { Metrics, PredictionTable } from "./evaluation-types.ts";
import type { CohortFlow, ExampleLesion, ModelSummary, ReportContent, TrainingCurve } from "./report/report-types.ts";
import { fittedPipelineFromJson } from "@hilum/learn/tabular";
import type { FittedPipeline } from "@hilum/learn/tabular";
import { meansOverSeeds } from "./means-over-seeds.ts";
import { summariseControls } from "./control-results.ts";
import type { ControlResult } from "./control-results.ts";
import type { SelectionShare } from "./selection-shares.ts";
import type { Subgroup } from "./subgroups.ts";
import type { Study } from "./study-file/study-file.ts";

/** What a finished run knows and its report shows. */
export interface FinishedRun {
  readonly open: { readonly study: Study; readonly cohort: Cohort };
  readonly cases: readonly Case[];
  readonly failures: readonly { readonly case: string; readonly error: string }[];
  readonly predictions: PredictionTable;
  readonly metrics: Metrics;
  readonly subgroups: readonly Subgroup[];
  readonly controls: readonly ControlResult[];
  readonly stability: readonly SelectionShare[];
  readonly models: readonly { readonly saved: BundleModel }[];
  readonly networks: readonly { readonly saved: SavedNetworks }[];
  readonly fusions: readonly FusionBundle[];
  readonly warnings: readonly string[];
  readonly timings: readonly {
    readonly step: string;
    readonly seconds: number;
    readonly cached: number;
    readonly total: number;
  }[];
}

/** What only the caller knows: when, where, with which version, and what lies in files. */
interface Circumstances {
  readonly version: string;
  readonly date: string;
  readonly machine: {
    readonly cpu: string;
    readonly cores: number;
    readonly memoryGiB: number;
    readonly system: string;
    readonly node: string;
  };
  readonly settings: string;
  readonly trainings: readonly TrainingCurve[];
  readonly examples: readonly ExampleLesion[];
}

/** The report of a finished run, as content without form. */
export function reportContent(
  run: FinishedRun,
  { version, date, machine, settings, trainings, examples }: Circumstances,
): ReportContent {
  const { study } = run.open;
  const { predictions, metrics, subgroups } = meansOverSeeds(run);
  return {
    name: study.name,
    description: study.description,
    version,
    date,
    flow: cohortFlow(run),
    failures: run.failures,
    predictions,
    metrics,
    seeds: study.seeds,
    subgroups,
    controls: summariseControls(run.controls),
    stability: run.stability,
    protocol: study.protocol,
    models: [
      ...run.models.map(({ saved }) => modelSummary(saved)),
      ...run.networks.map(({ saved }) => networkSummary(saved)),
      ...run.fusions.map((bundle) => ({ ...summaryOf(bundle, undefined), parts: bundle.parts })),
    ],
    trainings,
    examples,
    settings,
    record: [
      ["Hilum", version],
      ["Node.js", machine.node],
      ["System", machine.system],
      ["Processor", `${machine.cpu}, ${machine.cores} cores, ${machine.memoryGiB} GiB`],
      ["Seeds", study.seeds.join(", ")],
      ...run.timings.map(({ step, seconds, cached, total }): [string, string] => [
        `Time for ${step}`,
        `${seconds.toFixed(1)} s${cached > 0 ? ` (${cached} of ${total} kept from an earlier run)` : ` (${total})`}`,
      ]),
    ],
    warnings: run.warnings,
  };
}

function cohortFlow({ open, cases, failures }: FinishedRun): CohortFlow {
  const { study, cohort } = open;
  const validation = study.split.ratio === undefined ? [] : [validationPart];
  const parts = [developPart, ...validation, ...Object.keys(study.split.tests)];
  return {
    total: cohort.total,
    steps: [
      ...cohort.steps,
      ...(failures.length > 0 ? [{ reason: "not readable", excluded: failures.length, remaining: cases.length }] : []),
    ],
    sets: parts.map((name) => {
      const members = cases.filter((item) => item.part === name);
      return {
        name,
        role: name === developPart ? "develop" : "test",
        centres: [...new Set(members.map((item) => item.centre))].sort(),
        n: members.length,
        nPositive: members.filter((item) => item.label === 1).length,
        nPatients: new Set(members.map((item) => item.patient)).size,
      };
    }),
  };
}

/** The refitted model in names and weights; of several seeds the first. */
export function modelSummary({ bundle }: BundleModel): ModelSummary {
  return summaryOf(bundle, fittedPipelineFromJson(bundle.members[0]!.pipeline));
}

/**
 * A refitted model with networks: the features that join them with their importance, of several seeds those of the first. Clinical
 * variables are not among them: they were not selected and have no importance.
 */
export function networkSummary({ bundle, features }: SavedNetworks): ModelSummary {
  const summary = summaryOf(bundle, features[0], "importance");
  const clinical = new Set(bundle.clinical ? encodedColumns(bundle.clinical) : []);
  return { ...summary, features: summary.features.filter(({ name }) => !clinical.has(name)) };
}

function summaryOf(
  { name, description, threshold }: Pick<ModelBundle, "name" | "description" | "threshold">,
  fitted: FittedPipeline | undefined,
  weightOf: "coefficient" | "importance" = "coefficient",
): ModelSummary {
  const summary = fitted?.summary() ?? { features: [], dropped: [], imputed: [] };
  const features = summary.features
    .map(({ feature, coefficient, importance }) => ({
      name: feature,
      weight: (weightOf === "coefficient" ? coefficient : undefined) ?? importance ?? 0,
    }))
    .toSorted((a, b) => Math.abs(b.weight) - Math.abs(a.weight));
  return {
    name,
    description,
    threshold,
    features,
    dropped: summary.dropped.length,
    imputed: summary.imputed.reduce((sum, { rows }) => sum + rows, 0),
  };
}
