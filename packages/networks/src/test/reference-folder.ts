import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const repository = fileURLToPath(new URL("../../../..", import.meta.url));
const data = process.env["HILUM_DATA"] ?? join(repository, "..", "shared", "data");
const folder = join(data, "..", "reference", "nn");

/** Whether the reference values of networks are there: beside HILUM_DATA, or in `shared` beside the repository. */
export const referencesFound = existsSync(folder);

/** A title for tests that need the references. */
export const titled = (title: string): string => (referencesFound ? title : `${title} (skipped: HILUM_DATA not found)`);

/** The JSON of a reference file; an empty object where the references are missing and the tests are skipped. */
export function referenceText(file: string): string {
  return referencesFound ? readFileSync(join(folder, file), "utf8") : "{}";
}
