import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { writeFileAtomic } from "./atomic-file.ts";
import { valueHash } from "./content-hash.ts";

/**
 * Results under the hash of everything that decides them. An entry appears whole by rename, so that killed runs, two runs
 * at once and changed settings need no locks: what is there is right, what is not there is computed.
 */
export interface Cache {
  /** The entry for this key, or what `compute` gives (plain JSON), kept for the next time. */
  entry<T>(step: string, key: unknown, compute: () => T | Promise<T>): Promise<{ value: T; cached: boolean }>;
}

export function openCache(folder: string): Cache {
  return {
    async entry<T>(step: string, key: unknown, compute: () => T | Promise<T>) {
      const path = join(folder, step, `${valueHash(key)}.json`);
      const known = await readJson(path);
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what lies under this hash, this function wrote
      if (known !== undefined) return { value: known as T, cached: true };
      const value = await compute();
      // What could not be kept is right all the same; a full disk must not look like a case that cannot be read.
      await writeFileAtomic(path, JSON.stringify({ value })).catch(() => {});
      return { value, cached: false };
    },
  };
}

/** The value of an entry; undefined if it is absent or a disk has damaged it. */
async function readJson(path: string): Promise<unknown> {
  try {
    const content: unknown = JSON.parse(await readFile(path, "utf8"));
    return typeof content === "object" && content !== null && "value" in content ? content.value : undefined;
  } catch {
    return undefined;
  }
}
