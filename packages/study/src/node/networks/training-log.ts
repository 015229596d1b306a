import { appendFile, mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { EpochReport } from "@hilum/learn";
import { curvesFigure } from "../../report/curves-figure.ts";
import { formatCsv } from "../../tables/csv-table.ts";
import { writeFileAtomic } from "../atomic-file.ts";

/** One line more in log.txt of a job's folder; a log that cannot be written stops nothing. */
export async function logLine(folder: string, text: string): Promise<void> {
  await mkdir(folder, { recursive: true }).catch(() => {});
  await appendFile(join(folder, "log.txt"), `${new Date().toISOString()} ${text}\n`).catch(() => {});
}

/** Writes curves.csv and curves.svg of a training into a folder. */
export async function writeCurves(folder: string, reports: readonly EpochReport[]): Promise<void> {
  const names = [
    ...new Set(reports.flatMap(({ parts, measures }) => [...Object.keys(parts), ...Object.keys(measures)])),
  ];
  const rows = reports.map(({ epoch, rate, loss, parts, measures }) => {
    const values: Record<string, number> = { ...parts, ...measures };
    return [epoch, rate, loss, ...names.map((name) => values[name] ?? "")];
  });
  await writeFileAtomic(join(folder, "curves.csv"), formatCsv(["epoch", "rate", "loss", ...names], rows));
  await writeFileAtomic(join(folder, "curves.svg"), curvesFigure(reports));
}
