import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { TrainingCurve } from "../../report/report-types.ts";
import { parseCurves } from "../../tables/curves-table.ts";
import { jobPaths } from "../jobs/job-files.ts";
import type { StudyRun } from "../study-run.ts";

/** How the saved networks were trained, from the folders of their jobs; a cache that lost a curve costs a figure only. */
export async function networkCurves({ networks }: Pick<StudyRun, "networks">, cache: string): Promise<TrainingCurve[]> {
  const curves = await Promise.all(
    networks.map(async ({ saved, jobs }): Promise<TrainingCurve[]> => {
      const file = join(jobPaths(cache, jobs[0]!).folder, "curves.csv");
      const text = await readFile(file, "utf8").catch(() => undefined);
      return text === undefined ? [] : [{ model: saved.bundle.name, points: parseCurves(text, file) }];
    }),
  );
  return curves.flat();
}
