import { Command } from "commander";
import { print, textTable } from "../console.ts";
import { withCommonOptions } from "../options.ts";
import type { CommonOptions } from "../options.ts";
import { UsageError } from "../usage-error.ts";

interface EvaluateOptions extends CommonOptions {
  readonly threshold?: number;
  readonly thresholdSet?: string;
}

const help = `
The table has the columns case, set, label (1 or 0); patient, centre, fold and seed are known too, and every other numeric
column is a model. The threshold is Youden's point on the first set unless given. Intervals and tests are DeLong's.

Examples:
  hilum evaluate runs/lung-nodules/predictions.csv
  hilum evaluate predictions.csv --threshold 0.5 --json
  hilum evaluate predictions.csv --threshold-set validation`;

export function evaluateCommand(): Command {
  return withCommonOptions(
    new Command("evaluate")
      .summary("AUC, intervals, tests and rates for any table of predictions")
      .description("Evaluates the predictions of one or more models.")
      .argument("<PREDICTIONS.csv>", "case, set, label, and a column for each model")
      .option("--threshold <X>", "a case is positive if its score is at least X", finiteNumber)
      .option("--threshold-set <SET>", "take Youden's point on this set"),
  )
    .addHelpText("after", help)
    .action(evaluate);
}

async function evaluate(file: string, { threshold, thresholdSet, ...options }: EvaluateOptions): Promise<void> {
  if (threshold !== undefined && thresholdSet !== undefined) {
    throw new UsageError("Give either --threshold or --threshold-set, not both.");
  }
  const { evaluateFile } = await import("@hilum/study/node/files");
  const metrics = await evaluateFile(file, { threshold, thresholdSet });
  const rows = metrics.models.flatMap(({ model, sets }) =>
    sets.map((set) => [
      model,
      set.set,
      `${set.n}`,
      `${set.nPositive}`,
      set.auc === null
        ? "-"
        : `${set.auc.toFixed(3)}${set.ci95 ? ` [${set.ci95.map((x) => x.toFixed(3)).join(", ")}]` : ""}`,
      set.threshold?.toPrecision(4) ?? "-",
      percent(set.accuracy),
      percent(set.sensitivity),
      percent(set.specificity),
      percent(set.ppv),
      percent(set.npv),
      set.brier?.toFixed(3) ?? "-",
    ]),
  );
  const head = [
    "model",
    "set",
    "cases",
    "positive",
    "AUC [95 % CI]",
    "threshold",
    "acc",
    "sens",
    "spec",
    "PPV",
    "NPV",
    "Brier",
  ];
  const tests = metrics.delong.map(({ set, a, b, z, p }) => [
    `${a} - ${b}`,
    set,
    z?.toFixed(2) ?? "-",
    p?.toPrecision(3) ?? "-",
  ]);
  const lines = [
    textTable([head, ...rows]),
    `threshold: ${metrics.thresholdRule}`,
    ...(tests.length > 0 ? ["", textTable([["DeLong", "set", "z", "p"], ...tests])] : []),
  ];
  print(options, metrics, lines.join("\n"));
}

function finiteNumber(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !Number.isFinite(value))
    throw new UsageError(`--threshold: expected a number, found "${text}".`);
  return value;
}

function percent(value: number | null): string {
  return value === null ? "-" : `${(100 * value).toFixed(1)} %`;
}
