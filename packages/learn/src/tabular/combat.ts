import { LearnError } from "../learn-error.ts";
import { combatValue, fitCombat } from "./fit-combat.ts";
import type { JsonReader } from "./json-reader.ts";
import { requireComplete } from "./require-complete.ts";
import { positionsOf } from "./step.ts";
import type { FittedTransform, Transform } from "./step.ts";
import { take } from "./table.ts";

export interface CombatState {
  readonly step: "combat";
  readonly columns: readonly string[];
  readonly mean: readonly number[];
  /** 0 for a column that is left as it is. */
  readonly sd: readonly number[];
  readonly batches: readonly string[];
  /** Effects on the standardised columns: [batch][column]. */
  readonly shift: readonly (readonly number[])[];
  readonly variance: readonly (readonly number[])[];
}

/**
 * ComBat harmonisation of the hospitals in the training rows, without covariates, so that no label is needed for a new
 * case.
 *
 * A row of a hospital that was not among them, or that had a single training row, is left as it is: nothing is known of
 * its location and scale, and zero shift at unit scale is the mean of what ComBat assumes of hospitals.
 *
 * @throws LearnError `missing-batch` from `fit` if the table does not say which row is of which batch.
 */
export function combat(): Transform<CombatState> {
  return {
    kind: "transform",
    name: "combat",
    fit({ table }) {
      requireComplete(table, "combat()");
      const { batches } = table;
      if (!batches) {
        throw new LearnError("missing-batch", "combat() needs to know the hospital of each row: give table.batches.");
      }
      const sizes = new Map<string, number>();
      for (const name of batches) sizes.set(name, (sizes.get(name) ?? 0) + 1);
      const known = [...batches.keys()].filter((row) => sizes.get(batches[row])! > 1);
      const unchanged = new Set(take(batches, known)).size < 2;
      const fit = unchanged
        ? { batches: [], mean: table.columns.map(() => 0), sd: table.columns.map(() => 0), shift: [], variance: [] }
        : fitCombat(take(table.rows, known), take(batches, known));
      return fittedCombat({
        step: "combat",
        columns: table.columns,
        mean: [...fit.mean],
        sd: [...fit.sd],
        batches: fit.batches,
        shift: fit.shift.map((values) => [...values]),
        variance: fit.variance.map((values) => [...values]),
      });
    },
  };
}

export function fittedCombat(state: CombatState): FittedTransform<CombatState> {
  const of = (lists: readonly (readonly number[])[]) => lists.map((values) => Float64Array.from(values));
  const numbers = {
    mean: Float64Array.from(state.mean),
    sd: Float64Array.from(state.sd),
    shift: of(state.shift),
    variance: of(state.variance),
  };
  const position = new Map(state.batches.map((name, at) => [name, at]));
  return {
    columns: state.columns,
    value: (at, value, batch) => combatValue(numbers, at, value, { batch: position.get(batch ?? "") ?? -1 }),
    only(columns) {
      const at = positionsOf(state.columns, columns);
      return fittedCombat({
        ...state,
        columns: [...columns],
        mean: take(state.mean, at),
        sd: take(state.sd, at),
        shift: state.shift.map((values) => take(values, at)),
        variance: state.variance.map((values) => take(values, at)),
      });
    },
    state,
  };
}

export function readCombat(json: JsonReader): CombatState {
  const columns = json.key("columns").columns();
  const batches = json.key("batches").columns();
  const lists = (key: string, minimum?: number) =>
    json
      .key(key)
      .list(batches.length)
      .map((values) => values.numbers(columns.length, minimum));
  return {
    step: "combat",
    columns,
    mean: json.key("mean").numbers(columns.length),
    sd: json.key("sd").numbers(columns.length, 0),
    batches,
    shift: lists("shift"),
    variance: lists("variance", Number.MIN_VALUE),
  };
}
