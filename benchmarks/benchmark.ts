import { describeOptions, type Options, parseOptions, type Values } from "./options.ts";
import type { Report } from "./report.ts";

/** One question about speed or memory. */
export interface Benchmark<T extends Options> {
  readonly name: string;
  readonly question: string;
  readonly options: T;
  readonly examples: readonly string[];
  /** @param note - says something to the user while it runs. */
  readonly measure: (values: Values<T>, note: (text: string) => void) => Promise<Omit<Report, "name" | "settings">>;
}

/** A row of the table of benchmarks, whatever its options are. */
export interface AnyBenchmark {
  readonly name: string;
  readonly question: string;
  readonly help: string;
  readonly run: (args: readonly string[], note: (text: string) => void) => Promise<Report>;
}

/** A benchmark with its command line. */
export function defineBenchmark<const T extends Options>(benchmark: Benchmark<T>): AnyBenchmark {
  const { name, question, options, examples, measure } = benchmark;
  return {
    name,
    question,
    help: [
      question,
      "",
      describeOptions(options),
      "",
      ...examples.map((line) => `  npm run -s bench -- ${name} ${line}`),
    ].join("\n"),
    run: async (args, note) => {
      const values = parseOptions(options, args);
      return { name, ...(await measure(values, note)), settings: values };
    },
  };
}
