import { readdir, readFile, rm, rmdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { z } from "zod";
import { isTemporary, writeFileAtomic } from "./atomic-file.ts";

/** Folders of a run in which files come and go with the study's models and sets. */
const changingFolders = ["tables", "figures", "models"];

/** A text, or what reads the bytes of a large file when its turn comes. */
export type FileContent = string | (() => Promise<Uint8Array>);

const listSchema = z.array(z.string()).max(100_000);

/**
 * Writes the files of a run and removes what earlier runs into this folder wrote and this one does not, for example a model
 * that is no longer in the study. A list in the cache tells which files are the run's own; all others, which may be the
 * user's, are left alone. Killed at any moment, the next run still knows them.
 *
 * @param files - content by path relative to `out`, with forward slashes, or what reads it; written in this order.
 */
export async function writeOwnFiles(out: string, files: ReadonlyMap<string, FileContent>): Promise<void> {
  const list = join(out, "cache", "files.json");
  const former = await formerFiles(list);
  await writeFileAtomic(list, JSON.stringify([...new Set([...former, ...files.keys()])]));
  for (const [file, text] of files)
    await writeFileAtomic(join(out, file), typeof text === "string" ? text : await text());
  for (const file of former) {
    if (files.has(file) || !isChanging(file)) continue;
    await rm(join(out, file), { force: true });
    await rmdir(dirname(join(out, file))).catch(() => {}); // stays while it holds anything
  }
  await removeTemporaryFiles(out);
  await writeFileAtomic(list, JSON.stringify([...files.keys()]));
}

/** What a killed process left half-written; the names say that they are ours. */
async function removeTemporaryFiles(out: string): Promise<void> {
  for (const folder of ["", ...changingFolders]) {
    const names = await readdir(join(out, folder), { recursive: folder !== "" }).catch(() => []);
    for (const name of names.filter(isTemporary)) await rm(join(out, folder, name), { force: true });
  }
}

async function formerFiles(list: string): Promise<string[]> {
  try {
    return listSchema.parse(JSON.parse(await readFile(list, "utf8")));
  } catch {
    return [];
  }
}

/** The list is a file like any other: it must not lead outside the folders that change. */
function isChanging(file: string): boolean {
  const [folder, ...rest] = file.split("/");
  return changingFolders.includes(folder!) && rest.length > 0 && !/[\\:]/.test(file) && !rest.includes("..");
}
