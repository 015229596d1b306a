import { Command } from "commander";
import type { ListedJob } from "@hilum/study/node";
import { consoleProgress, print, textTable } from "../console.ts";
import { scaleOption, wholeNumber, withCommonOptions } from "../options.ts";
import type { CommonOptions, ScaleOptions } from "../options.ts";

interface JobsCommandOptions extends CommonOptions, ScaleOptions {
  readonly out?: string;
  readonly jobs?: number;
}

const help = `
A job is one fit of one model with one seed. Its identity is a hash of everything that decides its result, so the cases are
read first if that is not done yet. State: done, failed (with the reason), running, stopped (with a checkpoint), waiting.

Examples:
  hilum jobs study.yaml
  hilum jobs study.yaml --out runs/second --json`;

export function jobsCommand(): Command {
  return withCommonOptions(
    new Command("jobs")
      .summary("the run matrix of a study as a list of jobs with their state")
      .description("Lists the jobs of a study (models x seeds x fits) and how far each is.")
      .argument("<STUDY.yaml>", "the study file")
      .option("--out <DIR>", "run directory (default: runs/NAME)")
      .addOption(scaleOption)
      .option("--jobs <N>", "cases read at the same time (default: one for each core)", wholeNumber("--jobs", 1)),
  )
    .addHelpText("after", help)
    .action(jobs);
}

async function jobs(file: string, options: JobsCommandOptions): Promise<void> {
  const { listJobs } = await import("@hilum/study/node");
  const progress = consoleProgress(options);
  const listed = await listJobs(file, { ...options, progress }).finally(() => progress.end());
  const rows = listed.map((job) => [job.id.slice(0, 12), job.model, `${job.seed}`, job.fit, stateText(job)]);
  const counts = [...new Set(listed.map(({ state }) => state))].map(
    (state) => `${listed.filter((job) => job.state === state).length} ${state}`,
  );
  const table = textTable([["job", "model", "seed", "fit", "state"], ...rows]);
  print(options, { jobs: listed }, `${table}\n${listed.length} jobs: ${counts.join(", ")}`);
}

function stateText(job: ListedJob): string {
  if (job.state === "failed") return `failed: ${job.error}`;
  if (job.state !== "running" && job.state !== "stopped") return job.state;
  return `${job.state}: epoch ${job.epoch} of ${job.epochs}${job.loss === null ? "" : `, loss ${job.loss.toPrecision(3)}`}`;
}
