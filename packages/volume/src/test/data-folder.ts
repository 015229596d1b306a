import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const repository = fileURLToPath(new URL("../../../..", import.meta.url));

/** Folder of the test images: HILUM_DATA, or shared/data beside the repository. */
export const dataFolder = process.env.HILUM_DATA ?? join(dirname(join(repository, ".")), "shared", "data");

export const dataFound = existsSync(dataFolder);

/** A title that says why a suite did not run. */
export function withData(title: string): string {
  return dataFound ? title : `${title} (skipped: HILUM_DATA not found)`;
}
