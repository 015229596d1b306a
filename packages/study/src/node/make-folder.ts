import { mkdir } from "node:fs/promises";
import { resolve } from "node:path";

/**
 * Makes a folder and those above it. By its absolute path: where the working directory has been removed, Node.js tries to make a relative
 * one for ever, on a whole core.
 */
export async function makeFolder(path: string): Promise<void> {
  await mkdir(resolve(path), { recursive: true });
}
