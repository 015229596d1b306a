import { randomStream } from "@hilum/numeric";
import { expect, test } from "vitest";
import { selectByTree } from "./select-by-tree.ts";
import { syntheticCases, training } from "./test/small-tables.ts";

const { table, labels } = syntheticCases({ rows: 200, columns: 12 });
const cases = training(table.rows, labels);

test.each([1, 30])("with %i trees the two columns that matter are found first", (trees) => {
  const { state } = selectByTree({ count: 4, trees }).fit(cases);
  expect(state.columns.slice(0, 2).toSorted()).toEqual(["x0", "x1"]);
  expect(state.columns).toHaveLength(4);
  expect(state.importance.toSorted((a, b) => b - a)).toEqual(state.importance);
  expect(state.unused).toBe(0);
});

test("what no tree splits on fills up in column order, and is counted", () => {
  const rows = [
    [3, 0, 5],
    [3, 0, 6],
    [3, 1, 5],
    [3, 1, 6],
  ];
  const { state } = selectByTree({ count: 3 }).fit(training(rows, [0, 0, 1, 1]));
  expect(state.columns).toEqual(["x1", "x0", "x2"]);
  expect(state.importance).toEqual([1, 0, 0]);
  expect(state.unused).toBe(2);
});

test("a table with fewer columns than asked for is kept whole", () => {
  const { state } = selectByTree({ count: 50 }).fit(cases);
  expect(state.columns.toSorted()).toEqual([...table.columns].toSorted());
});

test.each([1, 20])(
  "with %i trees, columns to keep follow the chosen ones, whose choice they do not change",
  (trees) => {
    const without = table.rows.map((row) => row.slice(1));
    const chosen = selectByTree({ count: 3, trees }).fit({
      ...training(without, labels),
      random: randomStream(1),
    }).state;
    // x0 decides the labels more than any other column: it would win every place.
    const { state } = selectByTree({ count: 3, trees, keep: ["x0", "absent"] }).fit({
      ...cases,
      random: randomStream(1),
    });
    expect(state.columns).toEqual([...chosen.columns.map((name) => `x${Number(name.slice(1)) + 1}`), "x0"]);
    expect(state.importance).toEqual([...chosen.importance, 0]);
    expect([state.candidates, state.unused]).toEqual([chosen.candidates, chosen.unused]);
  },
);

test("with nothing to choose from but what is kept, the step is refused", () => {
  expect(() => selectByTree({ keep: table.columns }).fit(cases)).toThrow(/the 12 columns .* are all kept/);
});

test("the stream decides the bootstrap, and nothing else does", () => {
  const select = (seed: number) =>
    selectByTree({ trees: 20 }).fit({ ...cases, random: randomStream(seed) }).state.importance;
  expect(select(1)).toEqual(select(1));
  expect(select(1)).not.toEqual(select(2));
});

test("counts that count nothing are refused", () => {
  expect(() => selectByTree({ count: 0 })).toThrow("count is 0");
  expect(() => selectByTree({ trees: 1.5 })).toThrow("trees is 1.5");
});
