import { unzipSync } from "fflate";
import { readSheet } from "read-excel-file/node";
import { messageOf, StudyError } from "../errors.ts";
import { tableOf } from "../tables/csv-table.ts";
import type { TextTable } from "../tables/csv-table.ts";

/** A spreadsheet is a zip file; a larger one is no list of cases. */
const maximumSheetBytes = 32 * 1024 * 1024;
const maximumSheetContent = 256 * 1024 * 1024;

/** The first sheet of an .xlsx file. @throws StudyError `csv` */
export async function readWorkbook(bytes: Buffer, file: string): Promise<TextTable> {
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
