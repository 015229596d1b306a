import type { Table } from "@hilum/learn/tabular";
import { randomStream } from "@hilum/numeric";
import { describe, expect, test } from "vitest";
import { fusionFeatures } from "./fusion-features.ts";

const labels = Array.from({ length: 40 }, (_, i) => i % 2);
const groups = labels.map((_, i) => `p${i}`);
const options = { seed: 5, groups };
const random = randomStream("fusion features");
/** Twelve features, the first of which say something of the label. */
const features: Table = {
  columns: Array.from({ length: 12 }, (_, j) => `f${j}`),
  rows: labels.map((label) => Array.from({ length: 12 }, (_, j) => random.normal() + (j < 3 ? label : 0))),
};

/** The features with further columns, given by row. */
function joined(clinical: Readonly<Record<string, (i: number) => number>>): Table {
  return {
    columns: [...features.columns, ...Object.keys(clinical)],
    rows: features.rows.map((row, i) => [...Array.from(row), ...Object.values(clinical).map((of) => of(i))]),
  };
}

describe.each([1, 20])("features chosen by %i trees", (trees) => {
  const select = { count: 4, trees };
  const alone = fusionFeatures(select, features, labels, options);

  test("are the same with clinical variables, which all follow, although one of them is the label itself", () => {
    const table = joined({ age: (i) => 60 + (i % 7), "sex=M": (i) => Number(i % 3 === 0), known: (i) => labels[i] });
    const clinical = ["age", "sex=M", "known"];
    const fitted = fusionFeatures(select, table, labels, { ...options, clinical });
    expect(fitted.inputs).toEqual([...alone.inputs, ...clinical]);
    expect(fitted.scaled(table).map((row) => Array.from(row.slice(0, 4)))).toEqual(
      alone.scaled(features).map((row) => Array.from(row)),
    );
  });
});

test("clinical values are imputed and scaled by the training rows, whatever other rows hold", () => {
  // 36 ages of 50 and 70 in turn, four gaps: the median is 60, and so is the mean.
  const table = joined({ age: (i) => (i < 4 ? NaN : i % 2 === 0 ? 50 : 70) });
  const fitted = fusionFeatures({ count: 2, trees: 1 }, table, labels, { ...options, clinical: ["age"] });
  const sd = Math.sqrt((36 * 100) / 40);
  const scaledAge = (age: number) =>
    fitted.scaled({ columns: [...features.columns, "age"], rows: [[...Array.from(features.rows[0]), age]] })[0].at(-1);
  expect(scaledAge(NaN)).toBeCloseTo(0, 12);
  expect(scaledAge(70)).toBeCloseTo(10 / sd, 12);
  expect(scaledAge(1000)).toBeCloseTo(940 / sd, 10);
  expect(fitted.imputedIn(joined({ age: () => NaN }))[0]).toEqual(["age"]);
  expect(fitted.summary().imputed).toEqual([{ column: "age", rows: 4 }]);
});

test("a clinical variable that over a fifth of the training rows lack is left out, as is one that is constant", () => {
  const table = joined({ stage: (i) => (i < 9 ? NaN : i % 3), kps: () => 90, age: (i) => 50 + (i % 11) });
  const clinical = ["stage", "kps", "age"];
  const fitted = fusionFeatures({ count: 2, trees: 1 }, table, labels, { ...options, clinical });
  expect(fitted.inputs.slice(2)).toEqual(["age"]);
  expect(fitted.summary().dropped).toEqual([{ column: "stage", rows: 9 }]);
  const empty = joined({ stage: () => NaN, kps: () => NaN, age: () => NaN });
  expect(fitted.scaled(empty)[0].every(Number.isFinite)).toBe(true);
});

test("a fusion all of whose clinical variables are left out reads the features alone", () => {
  const table = joined({ kps: () => 90 });
  const fitted = fusionFeatures({ count: 2, trees: 1 }, table, labels, { ...options, clinical: ["kps"] });
  expect(fitted.inputs).toEqual(fusionFeatures({ count: 2, trees: 1 }, features, labels, options).inputs);
});
