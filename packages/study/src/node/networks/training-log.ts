import { appendFile } from "node:fs/promises";
import { join } from "node:path";
import type { EpochReport } from "@hilum/learn";
import { curvesFigure } from "../../report/curves-figure.ts";
import { formatCurves } from "../../tables/curves-table.ts";
import { writeFileAtomic } from "../atomic-file.ts";
import { makeFolder } from "../make-folder.ts";

/** One line more in log.txt of a job's folder; a log that cannot be written stops nothing. */
export async function logLine(folder: string, text: string): Promise<void> {
  await makeFolder(folder).catch(() => {});
  await appendFile(join(folder, "log.txt"), `${new Date().toISOString()} ${text}\n`).catch(() => {});
}

/** Writes curves.csv and curves.svg of a training into a folder. */
export async function writeCurves(folder: string, reports: readonly EpochReport[]): Promise<void> {
  await writeFileAtomic(join(folder, "curves.csv"), formatCurves(reports));
  await writeFileAtomic(join(folder, "curves.svg"), curvesFigure(reports));
}
