import * as fc from "fast-check";
import { expect, test } from "vitest";
import { growTree, leafOf, sortColumns } from "./classification-tree.ts";
import { pipeline } from "./pipeline.ts";
import { syntheticCases } from "./test/small-tables.ts";
import { tree } from "./tree.ts";

/** Small whole numbers make ties common. */
const cases = fc.array(
  fc.record({
    row: fc.tuple(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 5 })),
    label: fc.integer({ min: 0, max: 1 }),
  }),
  { minLength: 2, maxLength: 25 },
);
const columnsOf = (rows: readonly (readonly number[])[]) =>
  rows[0].map((_, at) => Float64Array.from(rows, (row) => row[at]));
const gini = (labels: readonly number[]) => {
  const p = labels.reduce((sum, label) => sum + label, 0) / labels.length;
  return labels.length * 2 * p * (1 - p);
};

test("four cases worked by hand: one split midway, all importance on its column", () => {
  const { nodes, importance } = growTree(
    sortColumns([Float64Array.of(7, 7, 7, 7), Float64Array.of(4, 1, 2, 8)]),
    [1, 0, 0, 1],
  );
  expect(nodes[0]).toEqual({ column: 1, threshold: 3, left: 1, right: 2, rows: 4, positives: 2 });
  expect(nodes).toHaveLength(3);
  expect([...importance]).toEqual([0, 1]);
});

test("the first split is the best of all that can be tried", () => {
  fc.assert(
    fc.property(cases, (list) => {
      const rows = list.map((one) => one.row);
      const labels = list.map((one) => one.label);
      const impurity = (column: number, threshold: number) =>
        gini(labels.filter((_, i) => rows[i][column] <= threshold)) +
        gini(labels.filter((_, i) => rows[i][column] > threshold));
      const tried = [0, 1, 2].flatMap((column) =>
        [0, 1, 2, 3, 4]
          .map((t) => t + 0.5)
          .filter((t) => rows.some((row) => row[column] <= t) && rows.some((row) => row[column] > t))
          .map((t) => impurity(column, t)),
      );
      const [root] = growTree(sortColumns(columnsOf(rows)), labels).nodes;
      const pure = gini(labels) === 0;
      expect(root.column >= 0).toBe(!pure && tried.length > 0);
      if (root.column >= 0) expect(impurity(root.column, root.threshold)).toBeCloseTo(Math.min(...tried), 10);
    }),
  );
});

test("every training case falls into a leaf that counts it, and leaves keep their size", () => {
  fc.assert(
    fc.property(cases, fc.integer({ min: 1, max: 4 }), (list, minSamplesLeaf) => {
      const rows = list.map((one) => one.row);
      const labels = list.map((one) => one.label);
      const { nodes } = growTree(sortColumns(columnsOf(rows)), labels, { minSamplesLeaf });
      const reached = rows.map((row) => leafOf(nodes, row));
      for (const leaf of new Set(reached)) {
        expect(leaf.rows).toBe(reached.filter((other) => other === leaf).length);
        expect(leaf.positives).toBe(labels.filter((label, i) => reached[i] === leaf && label === 1).length);
        if (nodes.length > 1) expect(leaf.rows).toBeGreaterThanOrEqual(minSamplesLeaf);
      }
    }),
  );
});

test("a bootstrap weight of two is the same as the row standing there twice", () => {
  fc.assert(
    fc.property(cases, (list) => {
      const rows = list.map((one) => one.row);
      const labels = list.map((one) => one.label);
      const weights = Int32Array.from(rows, (_, i) => i % 3);
      const repeated = rows.flatMap((_, i) => Array.from({ length: i % 3 }, () => i));
      fc.pre(repeated.length > 0);
      const weighted = growTree(sortColumns(columnsOf(rows)), labels, {}, weights);
      const plain = growTree(
        sortColumns(columnsOf(repeated.map((i) => rows[i]))),
        repeated.map((i) => labels[i]),
      );
      expect(weighted).toEqual(plain);
    }),
  );
});

test("a deeper limit gives more leaves; depth 1 is a single question", () => {
  const { table, labels } = syntheticCases({ rows: 120, columns: 4 });
  const leaves = [1, 2, 4].map(
    (maxDepth) => pipeline(tree({ maxDepth })).fit(table, labels, { seed: 1 }).summary().size?.count ?? 0,
  );
  expect(leaves[0]).toBe(2);
  expect(leaves[1]).toBeGreaterThan(2);
  expect(leaves[2]).toBeGreaterThan(leaves[1]);
});
