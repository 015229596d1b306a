import { growTree, leafOf, sortColumns } from "./classification-tree.ts";
import type { TreeLimits, TreeNode } from "./classification-tree.ts";
import type { JsonReader } from "./json-reader.ts";
import { requireComplete } from "./require-complete.ts";
import type { Classifier, FittedClassifier } from "./step.ts";
import { columnValues } from "./table.ts";

export interface TreeState {
  readonly step: "tree";
  readonly columns: readonly string[];
  readonly importance: readonly number[];
  readonly nodes: readonly Readonly<TreeNode>[];
}

/**
 * One classification tree (CART, Gini) as the model.
 *
 * The risk of a leaf is (positives + 1) / (rows + 2), Laplace's correction, so that a pure leaf of three patients is
 * no certainty and log-odds stay finite.
 *
 * @see Provost & Domingos, Machine Learning 52 (2003) 199-215.
 */
export function tree(limits: TreeLimits = {}): Classifier<TreeState> {
  return {
    kind: "classifier",
    name: "tree",
    fit({ table, labels }) {
      requireComplete(table, "tree()");
      const sorted = sortColumns(table.columns.map((_, at) => columnValues(table, at)));
      const { nodes, importance } = growTree(sorted, labels, limits);
      const used = table.columns.map((_, at) => at).filter((at) => nodes.some((node) => node.column === at));
      return fittedTree({
        step: "tree",
        columns: used.map((at) => table.columns[at]),
        importance: used.map((at) => importance[at]),
        nodes: nodes.map((node) => ({ ...node, column: used.indexOf(node.column) })),
      });
    },
  };
}

export function fittedTree(state: TreeState): FittedClassifier<TreeState> {
  return {
    columns: state.columns,
    decide(row) {
      const leaf = leafOf(state.nodes, row);
      return Math.log((leaf.positives + 1) / (leaf.rows - leaf.positives + 1));
    },
    logOdds: { slope: 1, offset: 0 },
    state,
  };
}

export function readTree(json: JsonReader): TreeState {
  const columns = json.key("columns").columns();
  const list = json.key("nodes").nonEmptyList();
  return {
    step: "tree",
    columns,
    importance: json.key("importance").numbers(columns.length, 0),
    nodes: list.map((node, id) => {
      const column = node.key("column").integer(-1, columns.length);
      // A child that stands after its parent rules out cycles: every walk ends.
      const child = (key: string) =>
        column < 0 ? node.key(key).integer(-1, 0) : node.key(key).integer(id + 1, list.length);
      const rows = node.key("rows").integer(1);
      return {
        column,
        threshold: node.key("threshold").number(),
        left: child("left"),
        right: child("right"),
        rows,
        positives: node.key("positives").integer(0, rows + 1),
      };
    }),
  };
}
