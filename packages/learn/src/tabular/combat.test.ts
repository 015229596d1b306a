import { randomStream } from "@hilum/numeric";
import { expect, test } from "vitest";
import { combat, fittedCombat } from "./combat.ts";
import { applyTransform } from "./step.ts";
import { columnNames } from "./test/small-tables.ts";

/** Two hospitals whose scanners shift and stretch every column. */
function hospitals() {
  const random = randomStream("two hospitals");
  const batches: string[] = Array.from({ length: 80 }, (_, i) => (i % 2 === 0 ? "A" : "B"));
  const rows = batches.map((name) =>
    Float64Array.from(
      { length: 6 },
      (_, j) => (name === "A" ? 0 : 3 + j / 2) + random.normal() * (name === "A" ? 1 : 2),
    ),
  );
  return { columns: columnNames(rows), rows, batches };
}
const fit = (table: ReturnType<typeof hospitals>) =>
  combat().fit({
    table,
    labels: table.rows.map((_, i) => i % 2),
    groups: [...table.rows.keys()],
    random: randomStream("none"),
  });

test("hospitals that differ in location and scale agree afterwards", () => {
  const table = hospitals();
  const after = applyTransform(fit(table), table);
  const mean = (name: string, j: number) => {
    const own = after.rows.filter((_, i) => table.batches[i] === name);
    return own.reduce((sum, row) => sum + row[j], 0) / own.length;
  };
  for (let j = 0; j < 6; j++) expect(Math.abs(mean("A", j) - mean("B", j))).toBeLessThan(0.3);
});

test("the order of the rows does not matter, nor do the rows of other cases that are transformed beside", () => {
  const table = hospitals();
  const order = randomStream("order").shuffled([...table.rows.keys()]);
  const shuffled = { ...table, rows: order.map((i) => table.rows[i]), batches: order.map((i) => table.batches[i]) };
  const [a, b] = [fit(table), fit(shuffled)];
  for (const [at, value] of table.rows[3].entries()) {
    expect(b.value(at, value, "B")).toBeCloseTo(a.value(at, value, "B"), 9);
  }
});

test("a case of an unseen hospital, or of one with a single training case, stays as it is", () => {
  const table = hospitals();
  table.batches[7] = "C";
  const fitted = fit(table);
  expect(fitted.value(2, 4.5, "C")).toBe(4.5);
  expect(fitted.value(2, 4.5, "never seen")).toBe(4.5);
  expect(fitted.value(2, 4.5)).toBe(4.5);
  expect(fitted.value(2, 4.5, "A")).not.toBe(4.5);
});

test("one hospital alone leaves everything as it is", () => {
  const table = hospitals();
  const fitted = fit({ ...table, batches: table.batches.map(() => "A") });
  expect(fitted.value(0, 1.25, "A")).toBe(1.25);
  expect(fittedCombat(fitted.state).only(["x3"]).value(0, 1.25, "A")).toBe(1.25);
});
