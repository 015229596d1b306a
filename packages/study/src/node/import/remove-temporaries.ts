import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { isTemporary } from "../atomic-file.ts";

/** Removes what a killed import left half-written; the names say that it is ours. */
export async function removeTemporaries(out: string): Promise<void> {
  for (const folder of ["", "images", "masks"]) {
    const names = await readdir(join(out, folder)).catch(() => []);
    for (const name of names.filter(isTemporary)) await rm(join(out, folder, name), { force: true });
  }
}
