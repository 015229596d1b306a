import { impute, logistic, pipeline, selectByTree, standardise } from "@hilum/learn/tabular";
import type { FittedPipeline, Table } from "@hilum/learn/tabular";

/**
 * Chooses and standardises what joins a network, learned from the training rows alone: columns missing in over 20 % of them are
 * dropped, gaps filled with the median, z-scores, the features of largest importance in the tree, then the clinical variables.
 *
 * The pipeline ends with a logistic regression on them, which the network does not use: `scaled` gives its inputs. Columns that are
 * constant in the training rows are none of them.
 *
 * @param clinical - columns of the table that all join: no tree sees them, and they take no place of the `count`.
 */
export function fusionFeatures(
  select: { readonly count: number; readonly trees: number },
  table: Table,
  labels: readonly number[],
  options: { readonly seed: number; readonly groups: readonly string[]; readonly clinical?: readonly string[] },
): FittedPipeline {
  const { clinical = [], ...fit } = options;
  const steps = pipeline(
    impute({ dropAbove: 0.2 }),
    standardise(),
    selectByTree({ count: select.count, trees: select.trees, keep: clinical }),
    logistic({ penalty: "l2", c: 1 }),
  );
  return steps.fit(table, labels, fit);
}
