import { cellNumber, columnIndex, formatCsv } from "./csv-table.ts";
import type { TextTable } from "./csv-table.ts";
import { quoted, StudyError } from "../errors.ts";
import type { PredictionRow, PredictionTable } from "../evaluation-types.ts";

const reserved = ["case", "patient", "centre", "set", "fold", "seed", "label"] as const;

/** The text of predictions.csv. */
export function formatPredictions({ models, rows }: PredictionTable): string {
  return formatCsv(
    ["case", "patient", "centre", "set", "fold", "label", ...models],
    rows.map((row) => [
      row.case,
      row.patient ?? "",
      row.centre ?? "",
      row.set,
      row.fold ?? "",
      row.label,
      ...row.scores,
    ]),
  );
}

/**
 * The predictions in any table with columns case, set, label; every other column with numbers is a model. An empty cell
 * of a model is a case that it did not predict. Without a column set all rows are one set.
 *
 * @throws StudyError `predictions` that names file, line and column.
 */
export function parsePredictions(table: TextTable): PredictionTable {
  const { file, decimalComma } = table;
  const label = columnIndex(table, "label");
  const position = (column: string) => table.columns.indexOf(column);
  if (table.rows.length === 0) throw new StudyError("predictions", `${file}: no rows.`);
  const models = table.columns.flatMap((column, index) =>
    !isReserved(column) && table.rows.some((row) => !Number.isNaN(cellNumber(row.cells[index]!, decimalComma)))
      ? [{ column, index }]
      : [],
  );
  if (models.length === 0) {
    throw new StudyError(
      "predictions",
      `${file}: no column with predictions; every numeric column besides ${reserved.join(", ")} is a model.`,
    );
  }
  const rows = table.rows.map((row, i): PredictionRow => {
    const where = `${file}, line ${row.line}`;
    const cell = (column: string) => (position(column) < 0 ? undefined : row.cells[position(column)]);
    const found = row.cells[label]!;
    const value = cellNumber(found, decimalComma);
    if (value !== 0 && value !== 1) {
      throw new StudyError(
        "predictions",
        `${where}: the label is ${quoted(found)}; expected 1 (positive) or 0 (negative).`,
      );
    }
    const scores = models.map(({ column, index }) => {
      const text = row.cells[index]!;
      const score = cellNumber(text, decimalComma);
      if (Number.isNaN(score) && !/^(nan|na)?$/i.test(text)) {
        throw new StudyError(
          "predictions",
          `${where}: ${column} is ${quoted(text)}; expected a number, or nothing if there is none.`,
        );
      }
      return score;
    });
    const optional = { patient: cell("patient"), centre: cell("centre"), fold: cell("fold"), seed: cell("seed") };
    const given = Object.fromEntries(Object.entries(optional).filter(([, text]) => text !== undefined && text !== ""));
    return { case: cell("case") ?? String(i + 1), set: cell("set") || "all", label: value, scores, ...given };
  });
  return { models: models.map(({ column }) => column), rows };
}

function isReserved(column: string): boolean {
  return (reserved as readonly string[]).includes(column);
}
