import type { JsonReader } from "./json-reader.ts";
import { LearnError } from "../learn-error.ts";
import { positionsOf } from "./step.ts";
import type { FittedTransform, Transform } from "./step.ts";
import { columnValues } from "./table.ts";

/** How many training rows of a column were missing. */
export interface MissingCount {
  readonly column: string;
  readonly rows: number;
}

export interface ImputeState {
  readonly step: "impute";
  readonly dropAbove: number;
  /** Columns left out because too many training rows lacked them. */
  readonly dropped: readonly MissingCount[];
  /** Kept columns with missing training rows. */
  readonly imputed: readonly MissingCount[];
  readonly columns: readonly string[];
  readonly medians: readonly number[];
}

/**
 * Replaces a missing value by the median of the training rows; a column that more than `dropAbove` of them lack
 * (default 0.2, a fraction) is left out.
 *
 * @throws LearnError `nothing-left` from `fit` if every column is left out.
 */
export function impute({ dropAbove = 0.2 }: { dropAbove?: number } = {}): Transform<ImputeState> {
  if (!(dropAbove >= 0 && dropAbove <= 1)) {
    throw new LearnError("bad-option", `impute's dropAbove is ${dropAbove}; it is a fraction from 0 to 1.`);
  }
  return {
    kind: "transform",
    name: "impute",
    fit({ table }) {
      const columns: string[] = [];
      const medians: number[] = [];
      const dropped: MissingCount[] = [];
      const imputed: MissingCount[] = [];
      for (const [at, column] of table.columns.entries()) {
        const known = columnValues(table, at).filter((value) => !Number.isNaN(value));
        const missing = { column, rows: table.rows.length - known.length };
        if (known.length === 0 || missing.rows / table.rows.length > dropAbove) {
          dropped.push(missing);
          continue;
        }
        if (missing.rows > 0) imputed.push(missing);
        columns.push(column);
        medians.push(median(known));
      }
      if (columns.length === 0) {
        throw new LearnError(
          "nothing-left",
          `All ${table.columns.length} columns are missing in more than ${dropAbove * 100} % of ` +
            `${table.rows.length} training rows. Check the column names, or raise dropAbove.`,
        );
      }
      return fittedImpute({ step: "impute", dropAbove, dropped, imputed, columns, medians });
    },
  };
}

export function fittedImpute(state: ImputeState): FittedTransform<ImputeState> {
  return {
    columns: state.columns,
    value: (at, value) => (Number.isNaN(value) ? state.medians[at] : value),
    only(columns) {
      const at = positionsOf(state.columns, columns);
      return fittedImpute({ ...state, columns: [...columns], medians: at.map((i) => state.medians[i]) });
    },
    state,
  };
}

export function readImpute(json: JsonReader): ImputeState {
  const counts = (key: string): MissingCount[] =>
    json
      .key(key)
      .list()
      .map((item) => ({ column: item.key("column").string(), rows: item.key("rows").integer(1) }));
  const columns = json.key("columns").columns();
  return {
    step: "impute",
    dropAbove: json.key("dropAbove").number(0),
    dropped: counts("dropped"),
    imputed: counts("imputed"),
    columns,
    medians: json.key("medians").numbers(columns.length),
  };
}

/** Middle value; the mean of the two middle ones for an even count. */
function median(values: Float64Array): number {
  const sorted = values.toSorted();
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : sorted[middle - 1] + (sorted[middle] - sorted[middle - 1]) / 2;
}
