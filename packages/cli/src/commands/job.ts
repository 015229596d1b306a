import { Command } from "commander";
import { consoleProgress, print } from "../console.ts";
import { scaleOption, wholeNumber, withCommonOptions } from "../options.ts";
import type { CommonOptions, ScaleOptions } from "../options.ts";

interface JobOptions extends CommonOptions, ScaleOptions {
  readonly out?: string;
  readonly jobs?: number;
}

const help = `
ID is an identity from hilum jobs, or its beginning. The job needs no other one: what it reads is taken from the cache of the
run directory, or made. Its result appears there by rename, so two runs of one job at once do no harm; a result that is
there is not made again. hilum run then finds it.

Examples:
  hilum job study.yaml 019a2e27fe03
  hilum job study.yaml 019a2e27fe03 --out /shared/runs/first --json`;

export function jobCommand(): Command {
  return withCommonOptions(
    new Command("job")
      .summary("one job of a study, alone")
      .description("Does one job of a study and keeps its result in the run directory.")
      .argument("<STUDY.yaml>", "the study file")
      .argument("<ID>", "identity of the job, or its beginning")
      .option("--out <DIR>", "run directory (default: runs/NAME)")
      .addOption(scaleOption)
      .option("--jobs <N>", "cases read at the same time (default: one for each core)", wholeNumber("--jobs", 1)),
  )
    .addHelpText("after", help)
    .action(job);
}

async function job(file: string, id: string, options: JobOptions): Promise<void> {
  const { runOneJob } = await import("@hilum/study/node");
  const progress = consoleProgress(options);
  const done = await runOneJob(file, id, { ...options, progress }).finally(() => progress.end());
  const { model, seed, fit, cached } = done;
  print(options, done, `${model}, seed ${seed}, ${fit}: ${cached ? "was done already" : "done"}`);
}
