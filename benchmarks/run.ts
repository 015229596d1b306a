/** The command line of the benchmarks: `npm run -s bench -- NAME [options]`. */
import type { AnyBenchmark } from "./benchmark.ts";
import { features } from "./features.ts";
import { UsageError } from "./options.ts";
import { predict } from "./predict.ts";
import { printReport } from "./print-report.ts";
import { readDicom } from "./read-dicom.ts";
import { saveReport } from "./save-report.ts";
import { trainStep } from "./train-step.ts";

const benchmarks: readonly AnyBenchmark[] = [trainStep, predict, readDicom, features];

const common = `  --json                one JSON line on stdout
  --save                adds the line to benchmarks/results, by CPU model
  --help                this text`;

async function run(args: readonly string[]): Promise<void> {
  const [name, ...rest] = args;
  const benchmark = benchmarks.find((row) => row.name === name);
  if (!benchmark) {
    if (name === "--help" || name === undefined) return say(overview());
    throw new UsageError(`There is no benchmark "${name}"; there are ${benchmarks.map((row) => row.name).join(", ")}.`);
  }
  if (rest.includes("--help")) return say(`${benchmark.help}\n\n${common}`);
  const own = rest.filter((word) => word !== "--json" && word !== "--save");
  const report = await benchmark.run(own, note);
  if (report.agree?.ok === false)
    note(
      `Ours and the peer disagree (${report.agree.of}: ${report.agree.difference}): the times compare different things.`,
    );
  if (rest.includes("--save")) note(`saved: ${saveReport(report)}`);
  say(rest.includes("--json") ? JSON.stringify(report) : printReport(report));
}

function overview(): string {
  const rows = benchmarks.map(({ name, question }) => `  ${name.padEnd(22)}${question}`);
  const usage = "npm run -s bench -- NAME [options]; npm run -s bench -- NAME --help lists the options.";
  return `${usage}\n\n${rows.join("\n")}\n\n${common}`;
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

function note(text: string): void {
  process.stderr.write(`${text}\n`);
}

try {
  await run(process.argv.slice(2));
} catch (cause) {
  note(cause instanceof Error ? cause.message : String(cause));
  process.exitCode = cause instanceof UsageError ? 2 : 1;
}
