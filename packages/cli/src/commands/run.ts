import { Command } from "commander";
import { consoleProgress, print, textTable } from "../console.ts";
import { scaleOption, wholeNumber, withCommonOptions } from "../options.ts";
import type { CommonOptions, ScaleOptions } from "../options.ts";
import { UsageError } from "../usage-error.ts";

interface RunCommandOptions extends CommonOptions, ScaleOptions {
  readonly out?: string;
  readonly jobs?: number;
  readonly on: string;
}

const help = `
The run directory holds report.html, predictions.csv, metrics.json, run.json, tables/, figures/ and models/, and a cache.
A run may be stopped or killed at any time: the same command goes on and ends with the same bytes.

Examples:
  hilum run                              the demo: real lung nodules that come with Hilum
  hilum run study.yaml
  hilum run study.yaml --out runs/second --jobs 4`;

export function runCommand(): Command {
  return withCommonOptions(
    new Command("run")
      .summary("a study: cohort, images, features, models, evaluation, report")
      .description("Runs a study from its file to its report. Without a file, the demo study on real lung nodules.")
      .argument("[STUDY.yaml]", "the study file")
      .option("--out <DIR>", "run directory (default: runs/NAME)")
      .option(
        "--jobs <N>",
        "cases and fits done at the same time (default: one for each core)",
        wholeNumber("--jobs", 1),
      )
      .addOption(scaleOption)
      .option("--on <WHERE>", "where to run; this version knows local", "local"),
  )
    .addHelpText("after", help)
    .action(run);
}

async function run(file: string | undefined, options: RunCommandOptions): Promise<void> {
  if (options.on !== "local") throw new UsageError(`--on: expected local, found "${options.on}".`);
  const { isMeanOverSeeds } = await import("@hilum/study");
  const { runStudy } = await import("@hilum/study/node");
  const { demoStudy } = await import("../demo-study.ts");
  const progress = consoleProgress(options);
  try {
    const { report, out, metrics, failures, incomplete } = await runStudy(file ?? demoStudy(), {
      out: options.out,
      jobs: options.jobs,
      scale: options.scale,
      progress,
    });
    progress.end();
    const means = metrics.models.filter(({ model }) => isMeanOverSeeds(model));
    const rows = means.flatMap(({ model, sets }) =>
      sets.map(({ set, n, nPositive, auc, ci95 }) => [
        model,
        set,
        `${n}`,
        `${nPositive}`,
        auc === null ? "-" : `${auc.toFixed(3)}${ci95 ? ` [${ci95[0].toFixed(3)}, ${ci95[1].toFixed(3)}]` : ""}`,
      ]),
    );
    const table = textTable([["model", "set", "cases", "positive", "AUC [95 % CI]"], ...rows]);
    const seeds =
      means.length < metrics.models.length ? "\nMeans over the seeds; each seed alone: tables/results.csv." : "";
    const left =
      failures.length > 0
        ? `\n${failures.length} ${failures.length === 1 ? "case" : "cases"} could not be read: see tables/errors.csv.`
        : "";
    const missing = incomplete.map(({ model, error }) => `\n${model} could not be completed: ${error}`).join("");
    print(
      options,
      { report, out, metrics, failures, incomplete },
      `${table}${seeds}${missing}${left}\nreport: ${report}`,
    );
  } finally {
    progress.end();
  }
}
