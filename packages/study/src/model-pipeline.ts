import { combat, elasticNet, impute, logistic, pipeline, selectByTree, standardise, svm } from "@hilum/learn/tabular";
import type { Pipeline } from "@hilum/learn/tabular";
import type { TabularModel } from "./study-file/model-schema.ts";

/**
 * The steps of a model, all fitted on training rows only: columns missing in over 20 % of them are dropped, gaps filled
 * with their median, hospitals harmonised if asked, z-scores, selection, classifier.
 */
export function modelPipeline({ select, classifier, harmonise }: TabularModel): Pipeline {
  return pipeline(
    impute({ dropAbove: 0.2 }),
    ...(harmonise === "combat" ? [combat()] : []),
    standardise(),
    ...(select === "none" ? [] : [selectByTree({ count: select.count, trees: select.trees })]),
    classifierOf(classifier),
  );
}

function classifierOf(classifier: TabularModel["classifier"]) {
  if (classifier.kind === "svm") {
    const { kernel, c, gamma } = classifier;
    return svm({ kernel, c, gamma, probability: true });
  }
  if (classifier.kind === "logistic") return logistic({ penalty: "l2", c: classifier.c });
  return elasticNet({ alpha: classifier.alpha, lambda: classifier.lambda });
}

/** A model in words, for tables and cards: "z-score, ten features by tree importance, SVM (rbf kernel, C 1)". */
export function describeModel({ kind, clinical = [], harmonise, select, classifier, tune }: TabularModel): string {
  const variables = clinical.map(({ column }) => column).join(", ");
  const inputs =
    kind === "clinical"
      ? `clinical variables (${variables})`
      : variables && `features and clinical variables (${variables})`;
  const selection =
    select === "none"
      ? kind === "clinical"
        ? ""
        : "all features"
      : `${select.count} features by the Gini importance of ${select.trees === 1 ? "one tree" : `${select.trees} bootstrap trees`}`;
  const tuned = Object.keys(tune ?? {}).join(", ");
  return [
    inputs,
    harmonise && "ComBat of the hospitals",
    "z-score",
    selection,
    classifierInWords(classifier),
    tuned && `${tuned} tuned on inner folds`,
  ]
    .filter((part) => part !== undefined && part !== "")
    .join(", ");
}

function classifierInWords(classifier: TabularModel["classifier"]): string {
  if (classifier.kind === "svm") {
    return `support vector machine (${classifier.kernel} kernel, C ${classifier.c}) with Platt's probability`;
  }
  if (classifier.kind === "logistic") return `L2 logistic regression (C ${classifier.c})`;
  const { alpha, lambda } = classifier;
  return `elastic net logistic regression (alpha ${alpha}, lambda ${lambda === "inner" ? "by inner folds" : lambda})`;
}
