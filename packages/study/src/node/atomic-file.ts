import { randomUUID } from "node:crypto";
import { rename, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { StudyError } from "../errors.ts";
import { makeFolder } from "./make-folder.ts";
import { reasonOf } from "./reason-of.ts";

/**
 * Writes a file whole or not at all: under a temporary name beside it, then by rename. What was there before stays until
 * then; a process that is killed leaves at most a `.tmp` file that nothing reads.
 *
 * @throws StudyError `not-writable`
 */
export async function writeFileAtomic(path: string, content: string | Uint8Array): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const temporary = `${path}.${randomUUID()}.tmp`;
    try {
      await makeFolder(dirname(path));
      await writeFile(temporary, content);
      await rename(temporary, path);
      return;
    } catch (error) {
      await rm(temporary, { force: true }).catch(() => {});
      // Another run into the same folder may have tidied the temporary file away; nothing is wrong with the disk then.
      if (attempt < 3 && isMissing(error)) continue;
      throw notWritableError(path, error);
    }
  }
}

/** The code of the error about a file that cannot be written. */
export const notWritable = "not-writable";

/** Why a file cannot be written, and what to do where that is known. */
export function notWritableError(path: string, error: unknown): StudyError {
  const isFull = hasCode(error, "ENOSPC") || hasCode(error, "EDQUOT");
  const next = isFull ? " Nothing else is lost: make space there, then repeat the command." : "";
  return new StudyError(notWritable, `${path}: not writable (${reasonOf(error)}).${next}`, { cause: error });
}

/** Whether this is a temporary file that `writeFileAtomic` made, left behind by a process that was killed. */
export function isTemporary(name: string): boolean {
  return /\.[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.tmp$/.test(name);
}

/** Whether a file is not there. */
export function isMissing(error: unknown): boolean {
  return hasCode(error, "ENOENT");
}

function hasCode(error: unknown, code: string): boolean {
  return typeof error === "object" && error !== null && "code" in error && error.code === code;
}
