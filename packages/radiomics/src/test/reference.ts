import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** The folder of test images: HILUM_DATA, or `shared/data` beside the repository. */
export const dataFolder =
  process.env["HILUM_DATA"] ?? fileURLToPath(new URL("../../../../../shared/data", import.meta.url));

/** The folder of reference values, beside the images. */
export const referenceFolder = `${dataFolder}/../reference`;

export const hasData = existsSync(dataFolder);

/** A title for tests that need the folder. */
export const titled = (title: string) => (hasData ? title : `${title} (skipped: HILUM_DATA not found)`);

/** The rows of a small CSV file by column name; quoted cells may hold commas. */
export function readCsv(path: string): Record<string, string>[] {
  const [header, ...lines] = readFileSync(path, "utf8").trim().split(/\r?\n/).map(cells);
  return lines.map((line) => Object.fromEntries(header.map((name, n) => [name, line[n]])));
}

function cells(line: string): string[] {
  return Array.from(line.matchAll(/(?:^|,)(?:"([^"]*)"|([^,]*))/g), ([, quoted, plain]) => quoted ?? plain);
}
