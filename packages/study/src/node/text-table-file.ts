import { readFile } from "node:fs/promises";
import { basename, extname } from "node:path";
import { parseCsvTable } from "../tables/csv-table.ts";
import type { TextTable } from "../tables/csv-table.ts";
import { StudyError } from "../errors.ts";
import { reasonOf } from "./reason-of.ts";

/**
 * The table in a CSV file or in the first sheet of an .xlsx file.
 *
 * @throws StudyError `missing-file`, `csv` with file and line.
 */
export async function readTextTable(path: string): Promise<TextTable> {
  const file = basename(path);
  const bytes = await readFile(path).catch((error: unknown) => {
    throw new StudyError("missing-file", `${path}: not readable (${reasonOf(error)}).`);
  });
  if (extname(path).toLowerCase() === ".xlsx") {
    // Loaded where there is one: the reader of spreadsheets takes longer to load than most tables to read.
    return (await import("./workbook.ts")).readWorkbook(bytes, file);
  }
  if (bytes[0] === 0x50 && bytes[1] === 0x4b) {
    throw new StudyError(
      "csv",
      `${file}: a zip or Excel file under another name. Name it .xlsx, or save it as CSV (UTF-8).`,
    );
  }
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    // Spreadsheets of older systems write Latin-1; every byte sequence is readable as that.
    text = new TextDecoder("windows-1252").decode(bytes);
  }
  return parseCsvTable(text, file);
}
