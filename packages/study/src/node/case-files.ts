import { basename, dirname, isAbsolute, resolve } from "node:path";
import { columnIndex } from "../tables/csv-table.ts";
import type { TextRow, TextTable } from "../tables/csv-table.ts";
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
  return casesOf(await readTextTable(path), path, { root });
}

/** `readCaseFiles` of a table that has been read from `path`; without `images` no image or mask needs to be named. */
export function casesOf(
  table: TextTable,
  path: string,
  { root = dirname(path), images = true }: { root?: string | undefined; images?: boolean },
): (CaseFiles & { readonly row: TextRow })[] {
  const optional = (column: string) => (images ? columnIndex(table, column) : table.columns.indexOf(column));
  const at = { case: columnIndex(table, "case"), image: optional("image"), mask: optional("mask") };
  const label = table.columns.indexOf("label");
  const centre = table.columns.indexOf("centre");
  const named = (text: string): NamedFile =>
    isAbsolute(text) ? { path: text, name: basename(text) } : { path: resolve(root, text), name: text };
  const seen = new Set<string>();
  if (table.rows.length === 0) throw new StudyError("no-cases", `${table.file}: no cases below the header.`);
  return table.rows.map((row) => {
    const { cells, line } = row;
    const id = cells[at.case]!;
    if (id === "") throw new StudyError("missing-case", `${table.file}, line ${line}: the case has no name.`);
    if (seen.has(id))
      throw new StudyError("duplicate-case", `${table.file}, line ${line}: the case ${quoted(id)} stands twice.`);
    seen.add(id);
    return {
      row,
      case: id,
      image: named(cells[at.image] ?? ""),
      mask: named(cells[at.mask] ?? ""),
      ...(label >= 0 && { label: cells[label]! }),
      ...(centre >= 0 && { centre: cells[centre]! }),
    };
  });
}

/** `FILE.errors.csv` beside `FILE.csv`. */
export function errorsBeside(out: string): string {
  return `${out.replace(/\.csv$/i, "")}.errors.csv`;
}
