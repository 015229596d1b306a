import type { MissingCount } from "./impute.ts";
import type { ClassifierState, TransformState } from "./known-steps.ts";
import type { FittedPipelineJson } from "./pipeline-json.ts";
import { flattestA } from "./svm.ts";

/** A fitted pipeline in names and counts, for reports and model cards. */
export interface PipelineSummary {
  readonly training: FittedPipelineJson["training"];
  readonly model: ClassifierState["step"];
  /** The features it uses. */
  readonly features: readonly FeatureSummary[];
  /** Columns left out for missing values, and kept ones with gaps, with the training rows that lacked them. */
  readonly dropped: readonly MissingCount[];
  readonly imputed: readonly MissingCount[];
  /** Support vectors of an SVM, leaves of a tree, else null. */
  readonly size: { readonly unit: "support vectors" | "leaves"; readonly count: number } | null;
  /** What a reader should know: a filled-up selection, a solver out of steps, a flat risk. */
  readonly notes: readonly string[];
}

export interface FeatureSummary {
  readonly feature: string;
  /** Gini importance, where a tree selected the features or is the model. */
  readonly importance: number | null;
  /** Change of the decision value per unit of the scaled feature, for linear models. */
  readonly coefficient: number | null;
}

export function summarise({ training, transforms, model }: FittedPipelineJson): PipelineSummary {
  const gaps = transforms.filter((state) => state.step === "impute");
  const selection = transforms.findLast((state) => state.step === "selectByTree");
  const importance = model.step === "tree" ? model.importance : selection?.importance;
  const coefficients = coefficientsOf(model);
  return {
    training,
    model: model.step,
    features: model.columns.map((feature, at) => ({
      feature,
      importance: importance?.[at] ?? null,
      coefficient: coefficients?.[at] ?? null,
    })),
    dropped: gaps.flatMap((state) => state.dropped),
    imputed: gaps.flatMap((state) => state.imputed),
    size: sizeOf(model),
    notes: [...notesOnTransforms(transforms), ...notesOnModel(model)],
  };
}

function coefficientsOf(model: ClassifierState): readonly number[] | undefined {
  if (model.step === "logistic" || model.step === "elasticNet") return model.coefficients;
  return model.step === "svm" && model.kernel.kind === "linear" ? model.weights : undefined;
}

function sizeOf(model: ClassifierState): PipelineSummary["size"] {
  if (model.step === "svm") return { unit: "support vectors", count: model.supportVectorCount };
  if (model.step === "tree") return { unit: "leaves", count: model.nodes.filter((node) => node.column < 0).length };
  return null;
}

function notesOnTransforms(transforms: readonly TransformState[]): string[] {
  return transforms.flatMap((state) =>
    state.step === "selectByTree" && state.unused > 0
      ? [`${state.unused} selected columns were split on by no tree; they fill up the count in column order.`]
      : [],
  );
}

function notesOnModel(model: ClassifierState): string[] {
  const notes: string[] = [];
  if (model.columns.length === 0) notes.push("No column tells the classes apart: every case gets the same risk.");
  if (model.step === "svm" && !model.converged) {
    notes.push("The SVM solver ran out of steps before its tolerance: standardise the columns, or lower c.");
  }
  if (model.step === "svm" && model.platt && model.platt.a >= flattestA) {
    notes.push("Within the training rows the SVM failed on rows it had not seen: its risk is nearly flat.");
  }
  return notes;
}
