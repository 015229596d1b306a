import { fittedPipelineFromJson } from "@hilum/learn/tabular";
import { calibrationSlope, StatsError } from "@hilum/stats";
import { encodedColumns } from "../clinical-encoding.ts";
import type { ClinicalEncoding, ClinicalVariable } from "../clinical-encoding.ts";
import type { BundleModel } from "./bundle.ts";
import type { SavedNetworks } from "./network-bundle.ts";
import type { Metrics, PredictionTable } from "../evaluation-types.ts";
import { crossValidationSet, leaveOutSet } from "../protocol.ts";
import type { ModelCardContent } from "../report/model-card.ts";
import { modelSummary, networkSummary } from "../report-content.ts";

/** What a finished run knows of a saved model's performance. */
interface Circumstances {
  readonly metrics: Metrics;
  readonly predictions: PredictionTable;
  /** ISO date of the run. */
  readonly date: string;
}

const clinicalGaps =
  "A clinical variable that is missing, or a word that no training case had, takes the training median; the prediction says so.";

/** What card.md says of a saved model. */
export function modelCardContent(saved: BundleModel, from: Circumstances): ModelCardContent {
  const { bundle } = saved;
  return {
    ...modelSummary(saved),
    ...commonContent(bundle, from),
    inputs: inputsInWords(saved),
    calibrationRule:
      "The score of a support vector machine becomes a probability by Platt's method, on out-of-fold decision values inside " +
      "the training cases; logistic regression gives one by itself. Neither is recalibrated for another population.",
    supportVectors: bundle.members.reduce((sum, { pipeline }) => sum + supportVectorsOf(pipeline), 0),
    limits: [
      bundle.clinical
        ? clinicalGaps
        : "It knows what lies inside the mask only; surroundings, lymph nodes and clinical facts are not read.",
    ],
  };
}

/** What card.md says of a saved model with networks. */
export function networkCardContent(saved: SavedNetworks, from: Circumstances): ModelCardContent {
  const { bundle, inputs } = saved;
  const { crop, spacing } = bundle.image;
  const clinical = new Set(bundle.clinical ? encodedColumns(bundle.clinical) : []);
  return {
    ...networkSummary(saved),
    ...commonContent(bundle, from),
    inputs: [
      "A CT in Hounsfield units and a mask of one lesion on the same grid",
      `A crop of ${crop.join(" x ")} voxels of ${spacing.join(" x ")} mm around the lesion's centroid; the mask only says where it is`,
      ...(bundle.radiomics
        ? [
            `${inputs.filter((column) => !clinical.has(column)).length} radiomics features of the preset ${bundle.radiomics.preset} (version ${bundle.radiomics.version}), which Hilum computes`,
          ]
        : []),
      ...(bundle.clinical ? [clinicalInWords(bundle.clinical, inputs)] : []),
    ],
    calibrationRule: "The score is the softmax of a network, which is often too extreme; it is not calibrated.",
    supportVectors: 0,
    limits: [
      "It reads whatever lies in the crop, also what has nothing to do with the disease, such as the marks of a scanner.",
      "No reasons are given for a single risk.",
      ...(bundle.clinical ? [clinicalGaps] : []),
    ],
  };
}

function commonContent(bundle: BundleModel["bundle"] | SavedNetworks["bundle"], from: Circumstances) {
  const { training } = bundle;
  const sets = from.metrics.models.find(({ model }) => model === bundle.name)?.sets ?? [];
  const leftOut = new Set(Object.keys(training.centres).map(leaveOutSet));
  const how = (set: string) => {
    if (set === crossValidationSet) return "grouped folds" as const;
    return leftOut.has(set) ? ("leave one centre out" as const) : ("held-out test" as const);
  };
  return {
    study: bundle.study,
    outcome: "probability that the case is positive, as the study's label defines it",
    thresholdRule: bundle.thresholdRule,
    training: Object.entries(training.centres).map(([centre, { cases, positives }]) => ({
      centre,
      nPositive: positives,
      nNegative: cases - positives,
    })),
    nPatients: training.patients,
    performance: sets.map((metrics) => ({ how: how(metrics.set), metrics })),
    calibration: sets.map(({ set }) => ({ set, ...recalibration(from.predictions, bundle.name, set) })),
    licence: "chosen by the owner of the training data; none is granted here",
    versions: [
      ["Hilum", bundle.hilum],
      ["Date of the run", from.date],
    ] as const,
  };
}

function inputsInWords({ bundle, inputs, given }: BundleModel): string[] {
  const variables = bundle.clinical?.variables.map(({ column }) => column) ?? [];
  const clinical = new Set(bundle.clinical ? encodedColumns(bundle.clinical) : []);
  const computed = inputs.filter((column) => !clinical.has(column)).length;
  return [
    ...(bundle.radiomics
      ? [
          "A CT in Hounsfield units and a mask of one lesion on the same grid",
          `${computed} radiomics features of the preset ${bundle.radiomics.preset} (version ${bundle.radiomics.version}), which Hilum computes`,
        ]
      : []),
    ...(given.length > 0 ? [`${given.length} features made elsewhere, as columns of the table of cases`] : []),
    ...(variables.length > 0 ? [`Clinical variables: ${variables.join(", ")}`] : []),
  ];
}

/** The clinical variables of a model that reads all it can, and those that it could not learn from. */
function clinicalInWords({ variables }: ClinicalEncoding, inputs: readonly string[]): string {
  const names = (of: readonly ClinicalVariable[]) => of.map(({ column }) => column).join(", ");
  const isRead = (variable: ClinicalVariable) =>
    encodedColumns({ variables: [variable] }).some((column) => inputs.includes(column));
  const unread = variables.filter((variable) => !isRead(variable));
  const why = `; left out, as over 20 % of the training cases lack them or all have the same value: ${names(unread)}`;
  return `Clinical variables: ${names(variables.filter(isRead)) || "none"}${unread.length > 0 ? why : ""}`;
}

function supportVectorsOf(pipeline: unknown): number {
  const { size } = fittedPipelineFromJson(pipeline).summary();
  return size?.unit === "support vectors" ? size.count : 0;
}

function recalibration(predictions: PredictionTable, model: string, set: string) {
  const column = predictions.models.indexOf(model);
  const rows = predictions.rows.filter((row) => row.set === set);
  try {
    const { slope, interceptInTheLarge } = calibrationSlope(
      rows.map((row) => row.label),
      rows.map((row) => row.scores[column]!),
    );
    return { slope: slope.value, intercept: interceptInTheLarge.value };
  } catch (error) {
    // One class, or classes that the score separates completely: there is no such line.
    if (error instanceof StatsError) return { slope: null, intercept: null };
    throw error;
  }
}
