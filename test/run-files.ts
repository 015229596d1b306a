import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";

/** Names of all files below a folder, with forward slashes, sorted; none if it is not there. */
export function filesBelow(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll("\\", "/"))
      .sort();
  } catch {
    return [];
  }
}

/** The files of a run that must be the same bytes however it came about: `--out`, `--jobs`, killed and continued or not. */
export function lastingFiles(run: string): string[] {
  return filesBelow(run).filter(
    (name) => /^(predictions\.csv|metrics\.json|tables\/|models\/)/.test(name) && !name.endsWith("/card.md"),
  );
}

/** SHA-256 of each lasting file by name: compares by one `toEqual` that names what differs. */
export function lastingHashes(run: string): Record<string, string> {
  return Object.fromEntries(
    lastingFiles(run).map((name) => [
      name,
      createHash("sha256")
        .update(readFileSync(join(run, name)))
        .digest("hex"),
    ]),
  );
}

/** The rows of a CSV file without quoted cells, each by the names of its columns. */
export function rowsOf(file: string): Record<string, string>[] {
  const [header = [], ...rows] = readFileSync(file, "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => line.split(","));
  return rows.map((row) => Object.fromEntries(header.map((name, i) => [name, row[i] ?? ""])));
}
