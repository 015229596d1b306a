import { fitLogistic } from "@hilum/learn/tabular";
import { matchNearest, matchOptimal, standardisedMeanDifference } from "@hilum/stats";
import { clinicalEncoding, encodeClinical } from "./clinical-encoding.ts";
import type { Case } from "./cohort.ts";
import { StudyError } from "./errors.ts";
import type { Study } from "./study-file/study-file.ts";

/** How alike positive and negative cases are in one variable, before matching and after. */
export interface Balance {
  readonly variable: string;
  /** Standardised mean differences, positive minus negative. */
  readonly before: number;
  readonly after: number;
}

export interface MatchedCases {
  /** For each case whether it stays. */
  readonly kept: readonly boolean[];
  readonly pairs: number;
  readonly balance: readonly Balance[];
}

const noCells: ReadonlyMap<string, string> = new Map();

/**
 * 1:1 matching of the developing cases of the two classes on columns of the table: each case of the rarer class gets one of
 * the other that is most alike, the rest is left out.
 *
 * Alike means near on the logit of the propensity score, which a logistic regression of the class on the columns gives
 * (ridge of weight 1 against standardised columns, so that it exists where a column separates the classes).
 *
 * @returns undefined for a case that lacks a value it is matched on: `kept` is false there.
 * @throws StudyError `match` if a class is empty.
 */
export function matchCases(
  cases: readonly Case[],
  match: NonNullable<Study["split"]["match"]>,
  missing: readonly string[],
): MatchedCases {
  const cells = cases.map((item) => item.cells ?? noCells);
  const columns = [...new Set([...match.on, ...match.exact])].map((column) => ({ column }));
  const encoded = encodeClinical(clinicalEncoding(columns, cells, missing), cells);
  const usable = [...cases.keys()].filter((i) => !Array.from(encoded.rows[i]!).some(Number.isNaN));
  const positives = usable.filter((i) => cases[i]!.label === 1).length;
  if (positives === 0 || positives === usable.length) {
    throw new StudyError(
      "match",
      `split.match: of ${cases.length} developing cases ${usable.length} have all values to be matched on, ${positives} of them ` +
        "positive; cases of both classes are needed.",
    );
  }
  const rarer = positives <= usable.length - positives ? 1 : 0;
  const labels = usable.map((i) => cases[i]!.label);
  const scaled = standardised(usable.map((i) => Array.from(encoded.rows[i]!)));
  const { intercept, coefficients } = fitLogistic(
    scaled,
    labels.map((label) => Number(label === rarer)),
    { c: 1 },
  );
  const distance = scaled.map((row) => row.reduce((sum, x, j) => sum + x * coefficients[j]!, intercept));
  const exact = usable.map((i) => JSON.stringify(match.exact.map((column) => cells[i]!.get(column))));
  const caliper = match.caliper === undefined ? undefined : match.caliper * standardDeviation(distance);
  const input = { group: labels.map((label) => Number(label === rarer)), distance, exact, caliper };
  const pairs = match.method === "nearest" ? matchNearest(input) : matchOptimal(input);
  const kept = cases.map(() => false);
  for (const member of pairs.flat()) kept[usable[member]!] = true;

  const difference = (at: number, rows: readonly number[]) => {
    const of = (label: 0 | 1) => rows.filter((i) => cases[i]!.label === label).map((i) => encoded.rows[i]![at]!);
    const binary = rows.every((i) => encoded.rows[i]![at] === 0 || encoded.rows[i]![at] === 1);
    return rows.length === 0 ? 0 : standardisedMeanDifference(of(1), of(0), binary ? "binary" : "continuous");
  };
  return {
    kept,
    pairs: pairs.length,
    balance: encoded.columns.map((variable, at) => ({
      variable,
      before: difference(at, usable),
      after: difference(
        at,
        usable.filter((i) => kept[i]),
      ),
    })),
  };
}

/** Columns with mean 0 and standard deviation 1; constant ones 0. */
function standardised(rows: readonly number[][]): Float64Array[] {
  const columns = rows[0]!.map((_, at) => {
    const values = rows.map((row) => row[at]!);
    return { mean: values.reduce((sum, v) => sum + v, 0) / values.length, sd: standardDeviation(values) };
  });
  return rows.map((row) =>
    Float64Array.from(row, (value, at) => {
      const { mean, sd } = columns[at]!;
      return sd === 0 ? 0 : (value - mean) / sd;
    }),
  );
}

function standardDeviation(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
}
