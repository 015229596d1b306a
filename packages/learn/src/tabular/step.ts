import type { RandomStream } from "@hilum/numeric";
import type { DenseTable } from "./table.ts";

/** What a step may learn from: training rows, and nothing else. */
export interface Training {
  readonly table: DenseTable;
  /** 1 = positive, 0 = negative, one for each row. */
  readonly labels: readonly number[];
  /** Patient of each row: rows of one patient never stand on both sides of an inner split. */
  readonly groups: readonly (string | number)[];
  /** The step's own stream. */
  readonly random: RandomStream;
}

/** A step that changes or leaves out columns; `fit` learns its numbers from training rows. */
export interface Transform<State = unknown> {
  readonly kind: "transform";
  readonly name: string;
  fit(training: Training): FittedTransform<State>;
}

/**
 * A fitted transform. It works column by column: an output depends on the input column of the same name (and the row's
 * hospital) alone, so that a finished pipeline can forget every column that its model does not use.
 */
export interface FittedTransform<State = unknown> {
  /** The columns it hands on, in order. */
  readonly columns: readonly string[];
  /** New value of the column `columns[at]` in a row of this batch. */
  value(at: number, value: number, batch?: string): number;
  /** The same transform for some of its columns, in this order. */
  only(columns: readonly string[]): FittedTransform<State>;
  /** Everything it learned, as plain JSON. */
  readonly state: State;
}

/** The last step: a model of two classes. */
export interface Classifier<State = unknown> {
  readonly kind: "classifier";
  readonly name: string;
  fit(training: Training): FittedClassifier<State>;
}

/** A fitted model of two classes. */
export interface FittedClassifier<State = unknown> {
  /** The columns it really uses, in the order in which `decide` wants their values. */
  readonly columns: readonly string[];
  /** Decision value: larger = more like class 1. */
  decide(row: Float64Array): number;
  /** Log-odds of class 1 = slope x decision + offset; absent if the model gives no probability. */
  readonly logOdds?: { readonly slope: number; readonly offset: number };
  /** Coefficients, if the decision is intercept + weights . row. */
  readonly weights?: readonly number[];
  readonly state: State;
}

/** Applies a fitted transform to a table that holds its columns, by name. */
export function applyTransform(fitted: FittedTransform, table: DenseTable): DenseTable {
  const position = new Map(table.columns.map((column, at) => [column, at]));
  const from = fitted.columns.map((column) => position.get(column) ?? -1);
  return {
    columns: fitted.columns,
    rows: table.rows.map((row, r) =>
      Float64Array.from(from, (source, at) => fitted.value(at, row[source], table.batches?.[r])),
    ),
    ...(table.batches && { batches: table.batches }),
  };
}

/** Positions of some columns in a list that holds them all. */
export function positionsOf(columns: readonly string[], wanted: readonly string[]): number[] {
  const position = new Map(columns.map((column, at) => [column, at]));
  return wanted.map((column) => position.get(column) ?? -1);
}
