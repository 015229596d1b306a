import { Command } from "commander";
import { consoleProgress, print } from "../console.ts";
import { numberBetween, wholeNumber, withCommonOptions } from "../options.ts";
import type { CommonOptions } from "../options.ts";

interface SynthOptions extends CommonOptions {
  readonly out: string;
  readonly cases: number;
  readonly seed: number;
  readonly centres: number;
  readonly surroundings: number;
}

const help = `
Lung, vessels, chest wall and a nodule, with noise, kernels and spacings that differ between made-up centres. The label
depends partly on the nodule and partly on what surrounds it; truth.csv holds the true probabilities. No real patient.
The cohort comes with a study.yaml that runs. Case i is the same whatever the number of cases.

Examples:
  hilum synth --out cohort --cases 120 --seed 5
  hilum synth --out world --cases 300 --seed 1 --centres 6 --surroundings 0
  hilum run cohort/study.yaml`;

export function synthCommand(): Command {
  return withCommonOptions(
    new Command("synth")
      .summary("a synthetic CT cohort whose true risks are known")
      .description("Makes a CT-like cohort with known truth.")
      .requiredOption("--out <DIR>", "folder of the cohort")
      .requiredOption("--cases <N>", "number of cases", wholeNumber("--cases", 1))
      .requiredOption("--seed <S>", "decides every random draw", wholeNumber("--seed", 0))
      .option("--centres <N>", "made-up centres", wholeNumber("--centres", 1), 3)
      .option(
        "--surroundings <X>",
        "how much the surroundings carry: 1, or 0 for nothing",
        numberBetween("--surroundings", 0, 1),
        1,
      )
      .option("--jobs <N>", "cases made at the same time (default: one for each core)", wholeNumber("--jobs", 1)),
  )
    .addHelpText("after", help)
    .action(synth);
}

async function synth(options: SynthOptions): Promise<void> {
  const { writeSynthCohort } = await import("@hilum/study/node/files");
  const progress = consoleProgress(options);
  const made = await writeSynthCohort({ ...options, progress }).finally(() => progress.end());
  print(options, made, `${made.cases} cases, ${made.positives} positive\nstudy: ${made.study}`);
}
