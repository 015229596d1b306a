import { StudyError } from "../errors.ts";
import { evaluatePredictions } from "../evaluation.ts";
import type { Metrics } from "../evaluation-types.ts";
import { suggestion } from "../nearest-name.ts";
import { parsePredictions } from "../tables/predictions-csv.ts";
import { readTextTable } from "./text-table-file.ts";

/** The metrics of a table of predictions; the threshold is Youden's point on the first set unless given. */
export async function evaluateFile(
  path: string,
  given: { readonly threshold?: number | undefined; readonly thresholdSet?: string | undefined } = {},
): Promise<Metrics> {
  const table = parsePredictions(await readTextTable(path));
  const { threshold, thresholdSet: set } = given;
  if (threshold !== undefined) return evaluatePredictions(table, { threshold: { kind: "value", value: threshold } });
  if (set === undefined) return evaluatePredictions(table, { threshold: { kind: "first-set" } });
  const sets = [...new Set(table.rows.map((row) => row.set))];
  if (!sets.includes(set)) throw new StudyError("unknown-set", `There is no set "${set}". ${suggestion(set, sets)}`);
  return evaluatePredictions(table, { threshold: { kind: "set", set } });
}
