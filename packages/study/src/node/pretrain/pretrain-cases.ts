import { basename, dirname, isAbsolute, resolve } from "node:path";
import { quoted, StudyError } from "../../errors.ts";
import { columnIndex } from "../../tables/csv-table.ts";
import type { NamedFile } from "../images/stored-image.ts";
import { readTextTable } from "../text-table-file.ts";

/** An image to learn from, with or without a mask. */
export interface PretrainCase {
  readonly case: string;
  readonly image: NamedFile;
  readonly mask?: NamedFile;
  /** Which label set the mask belongs to. */
  readonly set: string;
  /** Cases of one patient are never on both sides of a split. */
  readonly patient: string;
}

/** The one label set of a table without the column `set`. */
const onlySet = "lesion";

/**
 * The images of a table with the column image and, optionally, case, mask, set and patient; other columns are not needed.
 *
 * @param root - folder of relative paths; default: that of the table.
 * @throws StudyError `csv`, `missing-column`, `no-cases`, `bad-set`.
 */
export async function readPretrainCases(path: string, root: string = dirname(path)): Promise<PretrainCase[]> {
  const table = await readTextTable(path);
  const image = columnIndex(table, "image");
  const [named, mask, set, patient] = ["case", "mask", "set", "patient"].map((column) => table.columns.indexOf(column));
  const file = (text: string): NamedFile =>
    isAbsolute(text) ? { path: text, name: basename(text) } : { path: resolve(root, text), name: text };
  if (table.rows.length === 0) throw new StudyError("no-cases", `${table.file}: no images below the header.`);
  return table.rows.map(({ cells, line }) => {
    const cell = (column: number | undefined): string => (column === undefined || column < 0 ? "" : cells[column]!);
    const id = cell(named) || `line ${line}`;
    const own = cell(set) || onlySet;
    if (!/^\w{1,64}$/.test(own)) {
      throw new StudyError(
        "bad-set",
        `${table.file}, line ${line}: the label set is called ${quoted(own)}; use letters, digits and _.`,
      );
    }
    return {
      case: id,
      image: file(cells[image]!),
      ...(cell(mask) !== "" && { mask: file(cell(mask)) }),
      set: own,
      patient: cell(patient) || id,
    };
  });
}
