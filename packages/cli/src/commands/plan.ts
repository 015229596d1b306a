import { Command } from "commander";
import { duration, print, textTable } from "../console.ts";
import { scaleOption, wholeNumber, withCommonOptions } from "../options.ts";
import type { CommonOptions, ScaleOptions } from "../options.ts";

interface PlanOptions extends CommonOptions, ScaleOptions {
  readonly jobs?: number;
}

const help = `
Reads the study file, the table of cases and one image; writes nothing. Times are estimates from a short measurement on this
machine; the notes say what they rest on.

Examples:
  hilum plan study.yaml
  hilum plan study.yaml --jobs 8 --json`;

export function planCommand(): Command {
  return withCommonOptions(
    new Command("plan")
      .summary("what a run would do, and its cost in time, memory and disk")
      .description("Counts the jobs of a study and estimates what a run costs on this machine.")
      .argument("<STUDY.yaml>", "the study file")
      .addOption(scaleOption)
      .option("--jobs <N>", "jobs done at the same time (default: one for each core)", wholeNumber("--jobs", 1)),
  )
    .addHelpText("after", help)
    .action(plan);
}

async function plan(file: string, options: PlanOptions): Promise<void> {
  const { planStudy } = await import("@hilum/study/node");
  const found = await planStudy(file, options);
  const rows = found.models.map(({ model, kind, jobs, seconds, memoryMiB, diskMiB }) => {
    return [model, kind, `${jobs}`, duration(seconds), size(memoryMiB), size(diskMiB)];
  });
  const train = found.fits.map(({ train }) => train);
  const lines = [
    `${found.study}: ${found.cases} cases in the table, ${found.eligible} eligible`,
    `${found.models.length} models x ${found.seeds} seeds x ${found.fits.length} fits (${Math.min(...train)} to ${Math.max(...train)} training cases) = ${found.jobs} jobs`,
    textTable([["model", "kind", "jobs", "time of all", "memory of one", "disk"], ...rows]),
    `features of ${found.features.cases} cases: ${duration(found.features.seconds)}`,
    `in all, ${found.parallel} at a time: about ${duration(found.seconds)}, ${size(found.memoryMiB)} of memory, ${size(found.diskMiB)} of disk`,
    ...found.notes.map((note) => `note: ${note}`),
  ];
  print(options, found, lines.join("\n"));
}

function size(mebibytes: number): string {
  return mebibytes < 1024 ? `${Math.ceil(mebibytes)} MiB` : `${(mebibytes / 1024).toFixed(1)} GiB`;
}
