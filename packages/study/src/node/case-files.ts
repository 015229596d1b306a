import { basename, dirname, isAbsolute, resolve } from "node:path";
import { columnIndex } from "../tables/csv-table.ts";
import { quoted, StudyError } from "../errors.ts";
import type { NamedFile } from "./images/stored-image.ts";
import { readTextTable } from "./text-table-file.ts";

/** A case of a table that is not a study: an image, a mask, and whatever else is known. */
export interface CaseFiles {
  readonly case: string;
  readonly image: NamedFile;
  readonly mask: NamedFile;
  readonly label?: string;
  readonly centre?: string;
}

/**
 * The cases in a table with columns case, image, mask and, optionally, label and centre; other columns are not needed.
 *
 * @param root - folder of relative paths; default: that of the table.
 * @throws StudyError `csv`, `missing-column`, `duplicate-case`.
 */
export async function readCaseFiles(path: string, root: string = dirname(path)): Promise<CaseFiles[]> {
  const table = await readTextTable(path);
  const at = { case: columnIndex(table, "case"), image: columnIndex(table, "image"), mask: columnIndex(table, "mask") };
  const label = table.columns.indexOf("label");
  const centre = table.columns.indexOf("centre");
  const named = (text: string): NamedFile =>
    isAbsolute(text) ? { path: text, name: basename(text) } : { path: resolve(root, text), name: text };
  const seen = new Set<string>();
  if (table.rows.length === 0) throw new StudyError("no-cases", `${table.file}: no cases below the header.`);
  return table.rows.map(({ cells, line }) => {
    const id = cells[at.case]!;
    if (id === "") throw new StudyError("missing-case", `${table.file}, line ${line}: the case has no name.`);
    if (seen.has(id))
      throw new StudyError("duplicate-case", `${table.file}, line ${line}: the case ${quoted(id)} stands twice.`);
    seen.add(id);
    return {
      case: id,
      image: named(cells[at.image]!),
      mask: named(cells[at.mask]!),
      ...(label >= 0 && { label: cells[label]! }),
      ...(centre >= 0 && { centre: cells[centre]! }),
    };
  });
}

/** `FILE.errors.csv` beside `FILE.csv`. */
export function errorsBeside(out: string): string {
  return `${out.replace(/\.csv$/i, "")}.errors.csv`;
}
