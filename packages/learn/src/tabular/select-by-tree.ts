import { checkCount } from "../check-option.ts";
import { growTree, sortColumns } from "./classification-tree.ts";
import type { TreeLimits } from "./classification-tree.ts";
import type { JsonReader } from "./json-reader.ts";
import { LearnError } from "../learn-error.ts";
import { requireComplete } from "./require-complete.ts";
import { positionsOf } from "./step.ts";
import type { FittedTransform, Training, Transform } from "./step.ts";
import { columnValues, selectColumns } from "./table.ts";

export interface SelectByTreeState {
  readonly step: "selectByTree";
  /** Trees that the importance was averaged over. */
  readonly trees: number;
  /** Columns it chose from, without those of `keep`, and how many of the chosen ones no tree ever split on. */
  readonly candidates: number;
  readonly unused: number;
  /** The chosen columns, most important first, then those of `keep`, whose importance is 0. */
  readonly columns: readonly string[];
  readonly importance: readonly number[];
}

/**
 * Keeps the `count` columns (default 10) with the largest Gini importance, most important first; of equal ones the
 * earlier columns. With fewer important columns than `count` the next ones in column order fill up, and are counted.
 *
 * @param options - `trees: 1` (default) grows one tree on all training rows; more: the mean over trees on bootstrap
 *   samples, which ranks correlated columns more stably. `keep`: columns that are handed on behind the chosen ones; no tree
 *   sees them, and they take no place of the `count`. Names that the table lacks are left out.
 * @throws LearnError `nothing-left` from `fit` if there is no column beside those of `keep`.
 */
export function selectByTree({
  count = 10,
  trees = 1,
  keep = [],
  ...limits
}: { count?: number; trees?: number; keep?: readonly string[] } & TreeLimits = {}): Transform<SelectByTreeState> {
  checkCount("selectByTree's count", count);
  checkCount("selectByTree's trees", trees);
  return {
    kind: "transform",
    name: "selectByTree",
    fit(training) {
      const all = training.table.columns;
      const kept = all.filter((column) => keep.includes(column));
      const columns = all.filter((column) => !keep.includes(column));
      if (columns.length === 0) {
        throw new LearnError(
          "nothing-left",
          `selectByTree() has no column to choose from: the ${kept.length} columns of the training rows are all kept. Check the others.`,
        );
      }
      const candidates = selectColumns(training.table, columns);
      const importance = treeImportance({ ...training, table: candidates }, trees, limits);
      const chosen = columns
        .map((_, at) => at)
        .sort((a, b) => importance[b] - importance[a] || a - b)
        .slice(0, count);
      return fittedSelectByTree({
        step: "selectByTree",
        trees,
        candidates: columns.length,
        unused: chosen.filter((at) => importance[at] === 0).length,
        columns: [...chosen.map((at) => columns[at]), ...kept],
        importance: [...chosen.map((at) => importance[at]), ...kept.map(() => 0)],
      });
    },
  };
}

/** Gini importance of every column: of one tree on all rows, or the mean over bootstrap trees. */
function treeImportance({ table, labels, random }: Training, trees: number, limits: TreeLimits): Float64Array {
  requireComplete(table, "selectByTree()");
  const sorted = sortColumns(table.columns.map((_, at) => columnValues(table, at)));
  if (trees === 1) return growTree(sorted, labels, limits).importance;
  const mean = new Float64Array(table.columns.length);
  for (let t = 0; t < trees; t++) {
    const drawn = new Int32Array(labels.length);
    for (let i = 0; i < labels.length; i++) drawn[random.integer(labels.length)]++;
    const { importance } = growTree(sorted, labels, limits, drawn);
    for (let c = 0; c < mean.length; c++) mean[c] += importance[c] / trees;
  }
  return mean;
}

export function fittedSelectByTree(state: SelectByTreeState): FittedTransform<SelectByTreeState> {
  return {
    columns: state.columns,
    value: (_at, value) => value,
    only(columns) {
      const at = positionsOf(state.columns, columns);
      return fittedSelectByTree({ ...state, columns: [...columns], importance: at.map((i) => state.importance[i]) });
    },
    state,
  };
}

export function readSelectByTree(json: JsonReader): SelectByTreeState {
  const columns = json.key("columns").columns();
  return {
    step: "selectByTree",
    trees: json.key("trees").integer(1),
    candidates: json.key("candidates").integer(1),
    unused: json.key("unused").integer(0),
    columns,
    importance: json.key("importance").numbers(columns.length, 0),
  };
}
