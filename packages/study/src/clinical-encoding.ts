import type { Table } from "@hilum/learn/tabular";
import { StudyError } from "./errors.ts";
import type { ClinicalColumn } from "./study-file/clinical-schema.ts";
import { cellNumber } from "./tables/csv-table.ts";

/** How one clinical column becomes numbers. */
export type ClinicalVariable =
  | { readonly column: string; readonly kind: "number" }
  /** Words from low to high become 0, 1, 2 ... */
  | { readonly column: string; readonly kind: "order"; readonly words: readonly string[] }
  /** One indicator (1 or 0) for each word; of two words for the second alone. */
  | { readonly column: string; readonly kind: "category"; readonly words: readonly string[] };

/** How the clinical variables of a study, or of a saved model, become numbers. */
export interface ClinicalEncoding {
  readonly variables: readonly ClinicalVariable[];
  /** Words that mean the same as an empty cell. */
  readonly missing: readonly string[];
}

/** A column with more different words than this is a name or free text, not a category. */
const mostWords = 20;

/** The cells of a case by column. */
export type Cells = ReadonlyMap<string, string>;

/**
 * How clinical columns are read, from the cells of the developing cases; labels and test cases have no part in it.
 *
 * Without `type` a column is a number if all its cells there are numbers, else a category.
 *
 * @throws StudyError `clinical` for a column that is empty there or has more than 20 different words.
 */
export function clinicalEncoding(
  columns: readonly ClinicalColumn[],
  cases: readonly Cells[],
  missing: readonly string[],
): ClinicalEncoding {
  const variables = columns.map(({ column, order, type }): ClinicalVariable => {
    if (order) return { column, kind: "order", words: order };
    const known = cases
      .map((cells) => cells.get(column) ?? "")
      .filter((cell) => cell !== "" && !missing.includes(cell));
    if (known.length === 0) {
      throw new StudyError(
        "clinical",
        `clinical: the column "${column}" is empty for all ${cases.length} developing cases.`,
      );
    }
    const numeric = known.every((cell) => !Number.isNaN(cellNumber(cell, false)));
    if (type === "number" || (type === undefined && numeric)) return { column, kind: "number" };
    const words = [...new Set(known)].sort();
    if (words.length > mostWords) {
      throw new StudyError(
        "clinical",
        `clinical: the column "${column}" has ${words.length} different words, too many for a category (at most ${mostWords}). ` +
          `If it holds numbers beside some words, say { column: ${column}, type: number }, or list the words under missing:.`,
      );
    }
    return { column, kind: "category", words };
  });
  return { variables, missing };
}

/** Names of the numbers that an encoding gives: `age`, `sex=M`. */
export function encodedColumns({ variables }: Pick<ClinicalEncoding, "variables">): string[] {
  return variables.flatMap((variable) =>
    variable.kind === "category"
      ? indicators(variable.words).map((word) => `${variable.column}=${word}`)
      : [variable.column],
  );
}

/** The clinical variables of cases as numbers; NaN for a missing value, and for a word that the encoding does not know. */
export function encodeClinical({ variables, missing }: ClinicalEncoding, cases: readonly Cells[]): Table {
  return {
    columns: encodedColumns({ variables }),
    rows: cases.map((cells) =>
      Float64Array.from(
        variables.flatMap((variable) => {
          const cell = cells.get(variable.column) ?? "";
          return numbersOf(variable, missing.includes(cell) ? "" : cell);
        }),
      ),
    ),
  };
}

/** How many cases lack each variable, or have a word there that the encoding does not know. */
export function missingCounts(
  { variables, missing }: ClinicalEncoding,
  cases: readonly Cells[],
): { column: string; cases: number }[] {
  return variables.map((variable) => ({
    column: variable.column,
    cases: cases.filter((cells) => {
      const cell = cells.get(variable.column) ?? "";
      return Number.isNaN(numbersOf(variable, missing.includes(cell) ? "" : cell)[0] ?? 0);
    }).length,
  }));
}

function numbersOf(variable: ClinicalVariable, cell: string): number[] {
  if (variable.kind === "number") return [cellNumber(cell, false)];
  const at = variable.words.indexOf(cell);
  if (variable.kind === "order") return [at < 0 ? NaN : at];
  return indicators(variable.words).map((word) => (at < 0 ? NaN : Number(word === cell)));
}

function indicators(words: readonly string[]): readonly string[] {
  return words.length === 2 ? words.slice(1) : words;
}
