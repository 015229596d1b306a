import { expect, test } from "vitest";
import { parseCsvTable } from "./csv-table.ts";
import type { PredictionTable } from "../evaluation-types.ts";
import { formatPredictions, parsePredictions } from "./predictions-csv.ts";

const parse = (text: string) => parsePredictions(parseCsvTable(text, "p.csv"));

test("predictions read back as they were written", () => {
  const table: PredictionTable = {
    models: ["svm", "svm@5"],
    rows: [
      {
        case: "a",
        patient: "p1",
        centre: "h1",
        set: "cross-validation",
        fold: "2",
        label: 1,
        scores: [0.1 + 0.2, 1e-300],
      },
      { case: "b", patient: "p2", centre: "h1", set: "far", label: 0, scores: [0, NaN] },
    ],
  };
  expect(parse(formatPredictions(table))).toEqual(table);
});

test("every numeric column besides the reserved ones is a model, a column of words is not", () => {
  const table = parse("case,set,label,age_group,m\na,s,1,old,0.5\nb,s,0,young,\n");
  expect(table.models).toEqual(["m"]);
  expect(table.rows.map((row) => row.scores)).toEqual([[0.5], [NaN]]);
});

test.each([
  ["case,set,m\na,s,1\n", /no column "label"/],
  ["case,set,label,m\na,s,2,0.5\n", /line 2: the label is "2"/],
  ["case,set,label,m\na,s,1,0.5\nb,s,0,high\n", /line 3: m is "high"/],
  ["case,set,label\na,s,1\n", /no column with predictions/],
  ["case,set,label,m\n", /no rows/],
])("a table without sense is refused: %j", (text, message) => expect(() => parse(text)).toThrow(message));
