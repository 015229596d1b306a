import { CsvError, parse } from "csv-parse/browser/esm/sync";
import { z } from "zod";
import { messageOf, quoted, StudyError } from "../errors.ts";
import { suggestion } from "../nearest-name.ts";

/** A table as it stands in a file: text cells, and where each row began. */
export interface TextTable {
  /** For messages: the file's name as the user gave it. */
  readonly file: string;
  readonly columns: readonly string[];
  readonly rows: readonly TextRow[];
  /** True if numbers are written 3,14. */
  readonly decimalComma: boolean;
}

export interface TextRow {
  /** Line in the file, counted from 1. */
  readonly line: number;
  /** Aligned with `columns`, blanks trimmed. */
  readonly cells: readonly string[];
}

const withLines = z.array(z.object({ record: z.array(z.string()), info: z.object({ lines: z.number() }) }));

/** Larger tables are not what this program is for; the limit keeps a wrong file from filling the memory. */
const maximumCharacters = 512 * 1024 * 1024;

/**
 * The table in the text of a CSV file, as spreadsheets write it: separated by comma, semicolon or tab, with or without a
 * byte order mark, quoted cells (RFC 4180), decimal commas in files that are not comma-separated.
 *
 * @throws StudyError `csv` with file and line if the text is not such a table.
 */
export function parseCsvTable(text: string, file: string): TextTable {
  if (text.length > maximumCharacters) throw new StudyError("csv", `${file}: larger than 512 MB; not read as a table.`);
  if (text.includes("\0")) {
    throw new StudyError("csv", `${file}: holds zero bytes, so it is not a text table. Save it as CSV (UTF-8).`);
  }
  const separator = separatorOf(text);
  let records: TextRow[];
  try {
    // The parser's types know records as arrays only; with `info` each is { info, record }.
    const parsed: unknown = parse(text, {
      bom: true,
      delimiter: separator,
      info: true,
      skip_empty_lines: true,
      skip_records_with_empty_values: true,
      trim: true,
      relax_column_count: true,
      max_record_size: 4 * 1024 * 1024,
    });
    records = withLines.parse(parsed).map(({ record, info }) => ({ line: info.lines, cells: record }));
  } catch (error) {
    const reason = error instanceof CsvError ? error.message : messageOf(error);
    throw new StudyError("csv", `${file}: not a readable CSV table (${reason}).`);
  }
  return tableOf(file, records, separator !== ",");
}

/**
 * A table from rows of cells, the first row being the header; the rules are the same for CSV and for spreadsheets.
 *
 * @throws StudyError `csv` if the header is missing, empty or repeats a column, or a row has too many cells.
 */
export function tableOf(file: string, rows: readonly TextRow[], decimalCommaAllowed: boolean): TextTable {
  const [header, ...body] = rows;
  if (!header) throw new StudyError("csv", `${file}: empty; expected a header line with column names.`);
  const columns = [...header.cells];
  while (columns.length > 0 && columns.at(-1) === "") columns.pop();
  const seen = new Set<string>();
  columns.forEach((column, i) => {
    if (column === "") throw new StudyError("csv", `${file}, line ${header.line}: column ${i + 1} has no name.`);
    if (seen.has(column)) {
      throw new StudyError("csv", `${file}, line ${header.line}: the column ${quoted(column)} stands twice.`);
    }
    seen.add(column);
  });
  const clean = body.map((row): TextRow => {
    const extra = row.cells.slice(columns.length).find((cell) => cell !== "");
    if (extra !== undefined || row.cells.length < columns.length) {
      const found = row.cells.length;
      throw new StudyError(
        "csv",
        `${file}, line ${row.line}: ${found} cells, but the header names ${columns.length} columns. ` +
          `Quote cells that contain the separator.`,
      );
    }
    return { line: row.line, cells: row.cells.slice(0, columns.length) };
  });
  const decimalComma =
    decimalCommaAllowed && clean.some((row) => row.cells.some((cell) => /^[+-]?\d+,\d+$/.test(cell)));
  return { file, columns, rows: clean, decimalComma };
}

/** Position of a column; the error lists what there is. */
export function columnIndex(table: TextTable, column: string): number {
  const index = table.columns.indexOf(column);
  if (index >= 0) return index;
  throw new StudyError(
    "missing-column",
    `${table.file}: no column "${column}". ${suggestion(column, table.columns)}`.trim(),
  );
}

/** The number in a cell; NaN for an empty cell, "NaN", "NA" and words: a table may hold both. */
export function cellNumber(cell: string, decimalComma: boolean): number {
  const text = decimalComma ? cell.replace(",", ".") : cell;
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : NaN;
}

/** Cells by column; numbers in the form that reads back the same everywhere, whatever the table's decimal sign. */
export function cellsOf(
  row: TextRow,
  named: readonly { readonly column: string; readonly index: number }[],
  decimalComma: boolean,
): ReadonlyMap<string, string> {
  return new Map(
    named.map(({ column, index }) => {
      const cell = row.cells[index]!;
      const value = decimalComma ? cellNumber(cell, true) : NaN;
      return [column, Number.isNaN(value) ? cell : String(value)];
    }),
  );
}

/** The text of a CSV file (comma, LF, quotes where needed); numbers in the shortest form that reads back the same. */
export function formatCsv(columns: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const line = (cells: readonly (string | number)[]) => cells.map(formatCell).join(",");
  return [columns, ...rows].map(line).join("\n") + "\n";
}

function formatCell(cell: string | number): string {
  if (typeof cell === "number") return String(cell);
  return /[",\r\n]/.test(cell) || cell !== cell.trim() ? `"${cell.replaceAll('"', '""')}"` : cell;
}

/** The separator that the header line uses most; commas inside quotes do not count. */
function separatorOf(text: string): string {
  const header = text
    .slice(0, 64 * 1024)
    .replace(/^\uFEFF/, "")
    .split(/\r?\n/, 1)[0]!
    .replace(/"[^"]*"/g, "");
  const count = (separator: string) => header.split(separator).length - 1;
  return [";", "\t"].reduce((best, separator) => (count(separator) > count(best) ? separator : best), ",");
}
