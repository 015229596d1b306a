import { readFile } from "node:fs/promises";
import { z } from "zod";
import { StudyError } from "../../errors.ts";
import { writeFileAtomic } from "../atomic-file.ts";
import { reasonOf } from "../reason-of.ts";
import type { ImportKey } from "./import-key.ts";

/** A row of cases.csv, by column. */
export type CaseRow = Readonly<Record<string, string>>;

const schema = z.object({
  version: z.literal(1),
  /** A hash that only the right key gives. */
  key: z.string(),
  /** Number of each patient (P0001 …) and centre by the hash of who it is. */
  patients: z.record(z.string(), z.number().int().positive()),
  centres: z.record(z.string(), z.number().int().positive()),
  /** Series that were imported: how many images they had then, and where the volume lies. */
  series: z.record(z.string(), z.object({ images: z.number().int(), image: z.string(), dicom: z.boolean() })),
  /** Structure sets and segmentations that were read, with the regions wished for then. */
  masks: z.record(z.string(), z.string()),
  /** What each case shows: its series, and the mask file and number of its region ("" and 0 while it has no mask). */
  cases: z.record(z.string(), z.object({ series: z.string(), mask: z.string(), region: z.number().int() })),
  rows: z.record(z.string(), z.record(z.string(), z.string())),
});

/** What earlier imports into a folder did: hashes and new names only, nothing of a patient. */
export type ImportState = z.infer<typeof schema>;

/**
 * The state of a folder; an empty one for a new folder.
 *
 * @throws StudyError `import-key` if the folder was filled with another key, `import-state` if the file is damaged.
 */
export async function readImportState(path: string, key: ImportKey, keyFile: string): Promise<ImportState> {
  const text = await readFile(path, "utf8").catch((error: unknown) => {
    if (typeof error === "object" && error !== null && "code" in error && error.code === "ENOENT") return undefined;
    throw new StudyError("import-state", `${path}: not readable (${reasonOf(error)}).`);
  });
  const check = key.hash("key");
  if (text === undefined)
    return { version: 1, key: check, patients: {}, centres: {}, series: {}, masks: {}, cases: {}, rows: {} };
  let state: ImportState;
  try {
    state = schema.parse(JSON.parse(text));
  } catch {
    throw new StudyError(
      "import-state",
      `${path}: damaged. Import into a new folder, or restore the file from a backup.`,
    );
  }
  if (state.key !== check)
    throw new StudyError(
      "import-key",
      `The folder was filled with another key than the one in ${keyFile}${key.isNew ? " (made just now, as there was none)" : ""}. ` +
        `Name the right one with --key, or import into a new folder.`,
    );
  return state;
}

/** Writes the state at most once a second, and when asked to; the last one wins. */
export function stateWriter(write: () => Promise<void>): { changed(): Promise<void>; flush(): Promise<void> } {
  let writtenAt = -Infinity;
  let chain = Promise.resolve();
  const flush = () => {
    writtenAt = performance.now();
    chain = chain.then(write);
    return chain;
  };
  return { flush, changed: () => (performance.now() - writtenAt < 1000 ? Promise.resolve() : flush()) };
}

export async function writeImportState(path: string, state: ImportState): Promise<void> {
  // In one order, whichever series was done first.
  const sorted = Object.entries(state).map(([name, value]) => [
    name,
    typeof value === "object" ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) : value,
  ]);
  await writeFileAtomic(path, `${JSON.stringify(Object.fromEntries(sorted), undefined, 1)}\n`);
}
