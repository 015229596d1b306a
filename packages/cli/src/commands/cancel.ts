import { Command } from "commander";
import { print } from "../console.ts";
import { scaleOption, withCommonOptions } from "../options.ts";
import type { CommonOptions, ScaleOptions } from "../options.ts";

interface CancelOptions extends CommonOptions, ScaleOptions {
  readonly out?: string;
}

const help = `
Every run and every single job that works in this run directory notices within a second or two and ends. Nothing is lost: the
same command goes on from there. What is started later is not affected.

Examples:
  hilum cancel study.yaml
  hilum cancel study.yaml --out /shared/runs/first`;

export function cancelCommand(): Command {
  return withCommonOptions(
    new Command("cancel")
      .summary("asks the jobs of a study that are at work to stop")
      .description("Asks a run and its jobs to stop, also on other machines that share the run directory.")
      .argument("<STUDY.yaml>", "the study file")
      .option("--out <DIR>", "run directory (default: runs/NAME)")
      .addOption(scaleOption),
  )
    .addHelpText("after", help)
    .action(cancel);
}

async function cancel(file: string, options: CancelOptions): Promise<void> {
  const { cancelJobs } = await import("@hilum/study/node");
  const asked = await cancelJobs(file, options);
  print(options, asked, `Asked the jobs in ${asked.out} to stop.`);
}
