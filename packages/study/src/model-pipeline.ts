import { impute, logistic, pipeline, selectByTree, standardise, svm } from "@hilum/learn/tabular";
import type { Pipeline } from "@hilum/learn/tabular";
import type { ModelSettings } from "./study-file/study-schema.ts";

/**
 * The steps of a model, all fitted on training rows only: columns missing in over 20 % of them are dropped, gaps filled
 * with their median, z-scores, selection, classifier.
 */
export function modelPipeline({ select, classifier }: ModelSettings): Pipeline {
  const model =
    classifier.kind === "svm"
      ? svm({ kernel: classifier.kernel, c: classifier.c, gamma: classifier.gamma, probability: true })
      : logistic({ penalty: "l2", c: classifier.c });
  return select === "none"
    ? pipeline(impute({ dropAbove: 0.2 }), standardise(), model)
    : pipeline(
        impute({ dropAbove: 0.2 }),
        standardise(),
        selectByTree({ count: select.count, trees: select.trees }),
        model,
      );
}

/** A model in words, for tables and cards: "z-score, ten features by tree importance, SVM (rbf kernel, C 1)". */
export function describeModel({ select, classifier }: ModelSettings): string {
  const selection =
    select === "none"
      ? "all features"
      : `${select.count} features by the Gini importance of ${select.trees === 1 ? "one tree" : `${select.trees} bootstrap trees`}`;
  const model =
    classifier.kind === "svm"
      ? `support vector machine (${classifier.kernel} kernel, C ${classifier.c}) with Platt's probability`
      : `L2 logistic regression (C ${classifier.c})`;
  return `z-score, ${selection}, ${model}`;
}
