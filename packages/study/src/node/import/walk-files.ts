import { readdir, stat } from "node:fs/promises";
import { sep } from "node:path";
import { reasonOf } from "../reason-of.ts";
import { bytePath, openable } from "./byte-path.ts";
import type { BytePath } from "./byte-path.ts";

/** The files below a folder, in order of their names, and what could not be looked into. */
export interface WalkedFiles {
  readonly files: readonly BytePath[];
  readonly unreadable: readonly { readonly path: BytePath; readonly reason: string }[];
}

/**
 * All files below a folder, whatever their names. Links are followed; a folder that is reached twice, as in a loop of links, is looked into
 * once.
 *
 * @param except - a folder that is left out: the one that is written to may lie inside.
 */
export async function walkFiles(root: string, except?: string): Promise<WalkedFiles> {
  const files: BytePath[] = [];
  const unreadable: { path: BytePath; reason: string }[] = [];
  const seen = new Set<string>();
  const left = except === undefined ? undefined : await identity(bytePath(except)).catch(() => undefined);
  if (left !== undefined) seen.add(left);
  const folders: BytePath[] = [bytePath(root)];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    try {
      const id = await identity(folder);
      if (seen.has(id)) continue;
      seen.add(id);
      const inside: BytePath[] = [];
      for (const entry of await entriesOf(folder)) {
        const kind = entry.kind === "link" ? await kindOfTarget(entry.path) : entry.kind;
        if (kind === "file") files.push(entry.path);
        else if (kind === "folder") inside.push(entry.path);
      }
      folders.push(...inside.reverse());
    } catch (error) {
      unreadable.push({ path: folder, reason: reasonOf(error) });
    }
  }
  return { files, unreadable };
}

async function identity(folder: BytePath): Promise<string> {
  const { dev, ino } = await stat(openable(folder), { bigint: true });
  return `${dev}:${ino}`;
}

type Kind = "file" | "folder" | "link" | "other";

async function entriesOf(folder: BytePath): Promise<{ readonly path: BytePath; readonly kind: Kind }[]> {
  const entries = await readdir(openable(folder), { withFileTypes: true, encoding: "buffer" });
  return entries
    .map((entry) => ({
      path: `${folder}${folder.endsWith(sep) ? "" : sep}${Buffer.from(entry.name).toString("latin1")}`,
      kind: kindOf(entry),
    }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

function kindOf(entry: { isFile(): boolean; isDirectory(): boolean; isSymbolicLink(): boolean }): Kind {
  if (entry.isFile()) return "file";
  if (entry.isDirectory()) return "folder";
  return entry.isSymbolicLink() ? "link" : "other";
}

/** Links to nowhere are nothing; sockets and devices are not opened. */
async function kindOfTarget(path: BytePath): Promise<Kind> {
  try {
    const target = await stat(openable(path));
    return target.isFile() ? "file" : target.isDirectory() ? "folder" : "other";
  } catch {
    return "other";
  }
}
