import { cellNumber, columnIndex } from "./tables/csv-table.ts";
import type { TextTable } from "./tables/csv-table.ts";
import { StudyError } from "./errors.ts";

/** What a rule says of one case: it holds, it fails, or the case has no value there. */
export type Verdict = "holds" | "fails" | "missing";

/** One rule of `eligibility:`, for example `solid_diameter_mm <= 20` or `sex == F`. */
export interface EligibilityRule {
  readonly text: string;
  readonly column: string;
  readonly judge: (cell: string, decimalComma: boolean) => Verdict;
}

type Comparison = (order: number) => boolean;

const comparisons: Readonly<Record<string, Comparison>> = {
  "<=": (order) => order <= 0,
  ">=": (order) => order >= 0,
  "==": (order) => order === 0,
  "!=": (order) => order !== 0,
  "<": (order) => order < 0,
  ">": (order) => order > 0,
};

const grammar = /^\s*([\p{L}_][\p{L}\p{N}_.-]*)\s*(<=|>=|==|!=|<|>)\s*(?:"([^"]*)"|(\S.*?))\s*$/u;

/**
 * The rule in a text of the form COLUMN OPERATOR VALUE; operators <=, >=, ==, !=, <, >. Text is compared as such with ==
 * and != only. Nothing is ever executed.
 *
 * @throws StudyError `eligibility` if the text has another form.
 */
export function parseEligibilityRule(text: string): EligibilityRule {
  const match = grammar.exec(text);
  if (!match) {
    throw new StudyError(
      "eligibility",
      `The eligibility rule "${text}" is not of the form COLUMN OPERATOR VALUE, for example "slice_thickness_mm <= 2".`,
    );
  }
  const [, column = "", operator = "", quoted, bare] = match;
  const wanted = quoted ?? bare ?? "";
  const wantedNumber = quoted === undefined ? cellNumber(wanted, false) : NaN;
  const holds = comparisons[operator]!;
  const textual = operator === "==" || operator === "!=";
  if (Number.isNaN(wantedNumber) && !textual) {
    throw new StudyError(
      "eligibility",
      `The eligibility rule "${text}" compares with ${operator}, which needs a number; found "${wanted}".`,
    );
  }
  return {
    text: text.trim(),
    column,
    judge(cell, decimalComma) {
      if (cell === "") return "missing";
      if (Number.isNaN(wantedNumber)) return holds(cell === wanted ? 0 : 1) ? "holds" : "fails";
      const value = cellNumber(cell, decimalComma);
      // A word in a column of numbers ("Not Collected") is a missing value, not a small one.
      if (Number.isNaN(value)) return "missing";
      return holds(value - wantedNumber) ? "holds" : "fails";
    },
  };
}

/** The rules with the positions of their columns; a column that the table lacks is an error, never a rule that holds. */
export function rulesFor(table: TextTable, texts: readonly string[]): { rule: EligibilityRule; index: number }[] {
  return texts.map((text) => {
    const rule = parseEligibilityRule(text);
    return { rule, index: columnIndex(table, rule.column) };
  });
}
