import { expect, test } from "vitest";
import { impute } from "./impute.ts";
import { applyTransform } from "./step.ts";
import { training } from "./test/small-tables.ts";

const gap = Number.NaN;

test("a gap is filled with the training median, also in a row never seen", () => {
  const fitted = impute().fit(
    training(
      [
        [1, 8],
        [2, 6],
        [30, 4],
        [gap, 2],
        [5, 1],
      ],
      [0, 1, 0, 1, 0],
    ),
  );
  expect(fitted.state.medians).toEqual([3.5, 4]);
  expect(fitted.state.imputed).toEqual([{ column: "x0", rows: 1 }]);
  const applied = applyTransform(fitted, { columns: ["x0", "x1"], rows: [Float64Array.of(gap, gap)] });
  expect([...applied.rows[0]]).toEqual([3.5, 4]);
});

test("exactly 20 % missing is kept, more is left out and counted", () => {
  const rows = Array.from({ length: 10 }, (_, i) => [i < 2 ? gap : i, i < 3 ? gap : i, i]);
  const { state, columns } = impute().fit(
    training(
      rows,
      rows.map((_, i) => i % 2),
    ),
  );
  expect(columns).toEqual(["x0", "x2"]);
  expect(state.dropped).toEqual([{ column: "x1", rows: 3 }]);
  expect(state.imputed).toEqual([{ column: "x0", rows: 2 }]);
});

test("a column without any value is left out whatever the limit; with no column left there is nothing to learn", () => {
  const rows = [
    [gap, 1],
    [gap, 2],
  ];
  expect(impute({ dropAbove: 1 }).fit(training(rows, [0, 1])).columns).toEqual(["x1"]);
  expect(() => impute().fit(training([[gap], [gap]], [0, 1]))).toThrow("All 1 columns are missing");
  expect(() => impute({ dropAbove: 20 })).toThrow("fraction from 0 to 1");
});
