import { Command } from "commander";
import { consoleProgress, duration, print } from "../console.ts";
import { wholeNumber, withCommonOptions } from "../options.ts";
import type { CommonOptions } from "../options.ts";

interface CheckOptions extends CommonOptions {
  readonly out?: string;
  readonly jobs?: number;
}

const help = `
Reads every image and mask, checks paths, geometry, labels and class counts, estimates the time of a run (with networks
hilum plan does), and writes a contact sheet: a page with a picture of every lesion and its contour. Ends with 1 if a
case cannot be used.

Examples:
  hilum check study.yaml
  hilum check study.yaml --out check.html --json`;

export function checkCommand(): Command {
  return withCommonOptions(
    new Command("check")
      .summary("before hours of work: paths, geometry, labels, cost, a picture of every case")
      .description("Checks a study and everything it names, and writes a contact sheet of all cases.")
      .argument("[STUDY.yaml]", "the study file (default: the demo)")
      .option("--out <FILE.html>", "contact sheet (default: runs/NAME-check.html)")
      .option("--jobs <N>", "cases read at the same time (default: one for each core)", wholeNumber("--jobs", 1)),
  )
    .addHelpText("after", help)
    .action(check);
}

async function check(file: string | undefined, options: CheckOptions): Promise<void> {
  const { checkStudy } = await import("@hilum/study/node");
  const { demoStudy } = await import("../demo-study.ts");
  const progress = consoleProgress(options);
  const found = await checkStudy(file ?? demoStudy(), { out: options.out, jobs: options.jobs, progress }).finally(() =>
    progress.end(),
  );
  const lines = [
    `${found.cases} cases in the table, ${found.eligible} eligible`,
    ...found.excluded.map(({ reason, excluded }) => `  excluded: ${excluded}  ${reason}`),
    ...Object.entries(found.parts).map(
      ([name, { cases, positives, centres }]) =>
        `  ${name}: ${cases} cases, ${positives} positive, centres ${centres.join(", ")}`,
    ),
    ...found.warnings.map((warning) => `warning: ${warning}`),
    ...found.errors.map(({ case: name, error }) => `error: ${name}: ${error}`),
    ...found.problems.map(({ case: name, problem }) => `look at: ${name}: ${problem}`),
    `${found.models.length} models (${found.models.join(", ")}), ${found.fits} fits; ${
      found.estimatedSeconds === null
        ? "hilum plan tells what its networks cost"
        : `a run takes roughly ${duration(found.estimatedSeconds)}`
    }`,
    found.errors.length > 0
      ? `${found.errors.length} cases cannot be used; a run leaves them out and lists them.`
      : "Every eligible case can be used.",
    `contact sheet: ${found.contactSheet}`,
  ];
  print(options, found, lines.join("\n"));
  if (found.errors.length > 0) process.exitCode = 1;
}
