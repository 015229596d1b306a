import { readFile } from "node:fs/promises";
import { basename, extname } from "node:path";
import { unzipSync } from "fflate";
import { readSheet } from "read-excel-file/node";
import { parseCsvTable, tableOf } from "../tables/csv-table.ts";
import type { TextTable } from "../tables/csv-table.ts";
import { messageOf, StudyError } from "../errors.ts";

/** A spreadsheet is a zip file; a larger one is no list of cases. */
const maximumSheetBytes = 32 * 1024 * 1024;
const maximumSheetContent = 256 * 1024 * 1024;

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
  if (extname(path).toLowerCase() === ".xlsx") return readWorkbook(bytes, file);
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

async function readWorkbook(bytes: Buffer, file: string): Promise<TextTable> {
  if (bytes.length > maximumSheetBytes) throw new StudyError("csv", `${file}: larger than 32 MB; save it as CSV.`);
  let cells: unknown;
  try {
    refuseZipBomb(bytes);
    const sheets: unknown = await readSheet(bytes);
    cells = Array.isArray(sheets) && isSheet(sheets[0]) ? sheets[0].data : sheets;
  } catch (error) {
    throw new StudyError("csv", `${file}: not a readable Excel file (${messageOf(error)}).`);
  }
  const rows = (Array.isArray(cells) ? cells : []).map((row: unknown, i) => ({
    line: i + 1,
    cells: (Array.isArray(row) ? row : []).map(cellText),
  }));
  return tableOf(
    file,
    rows.filter((row) => row.cells.some((cell) => cell !== "")),
    false,
  );
}

/** A few kilobytes of zip can unfold to gigabytes; the directory of the archive says so beforehand. */
function refuseZipBomb(bytes: Uint8Array): void {
  let total = 0;
  unzipSync(bytes, {
    filter: ({ originalSize }) => {
      total += originalSize;
      return false;
    },
  });
  if (total > maximumSheetContent) throw new StudyError("csv", "it unfolds to more than 256 MB; save it as CSV");
}

function isSheet(value: unknown): value is { data: unknown } {
  return typeof value === "object" && value !== null && "data" in value;
}

function cellText(cell: unknown): string {
  if (cell === null || cell === undefined) return "";
  if (cell instanceof Date) return cell.toISOString().slice(0, 10);
  return typeof cell === "string" || typeof cell === "number" || typeof cell === "boolean" ? String(cell).trim() : "";
}

/** "no such file", "permission denied": the reason of a failed file operation without code and path. */
export function reasonOf(error: unknown): string {
  const code = typeof error === "object" && error !== null && "code" in error ? String(error.code) : "";
  const known: Record<string, string> = {
    ENOENT: "no such file",
    EEXIST: "a part of the path is not a folder",
    EACCES: "permission denied",
    EISDIR: "it is a folder",
    ENOTDIR: "a part of the path is not a folder",
    ENOSPC: "the disk is full",
    EMFILE: "too many open files",
  };
  return known[code] ?? messageOf(error);
}
