import { compile, Variables } from "@hilum/graph";
import { averageOf, gradientOf } from "../names.ts";
import { type Optimiser } from "../optimisers/optimiser.ts";
import { sgd } from "../optimisers/sgd.ts";
import { updateGraph } from "../optimisers/update-graph.ts";
import { cosine, exponential, type Schedule, warmupCosine } from "../schedules.ts";
import { compareNumbers } from "./compare-tensor.ts";
import { parseOptimiser } from "./parse-optimiser.ts";
import type { ConformanceSetting, FileUnderCheck } from "./setting.ts";

type Rows = readonly (readonly number[])[];

/** A file of schema `hilum-optimisers-1`. */
export interface OptimisersReference {
  readonly optimisers?: readonly {
    readonly name: string;
    readonly start: readonly number[];
    readonly gradients: Rows;
    /** The parameter after every step. */
    readonly f64: Rows;
  }[];
  readonly warmupCosine?: {
    readonly rate: number;
    readonly warmup: number;
    readonly total: number;
    readonly factors: readonly (readonly [step: number, factor: number])[];
  };
  readonly exponential?: { readonly rate: number; readonly gamma: number; readonly values: readonly number[] };
  readonly average?: {
    readonly decay: number;
    readonly start: readonly number[];
    readonly values: Rows;
    readonly after: Rows;
  };
  /** `cosineFromEpochN`. */
  readonly [schedule: string]: unknown;
}

const ulp = 2 ** -24;
/** The references print twelve digits of a schedule. */
const printed = 1e-11;

/** Checks optimisers, schedules and the moving average. */
export async function checkOptimisers(file: FileUnderCheck, reference: OptimisersReference): Promise<void> {
  for (const each of reference.optimisers ?? []) await checkOptimiser(file, each);
  checkSchedules(file, reference);
  if (reference.average) await checkAverage(file, reference.average);
}

async function checkOptimiser(
  { record, id, setting }: FileUnderCheck,
  { name, start, gradients, f64 }: NonNullable<OptimisersReference["optimisers"]>[number],
): Promise<void> {
  const parsed = parseOptimiser(name);
  if (typeof parsed === "string") {
    record.skip(`${id}/${name}`, parsed);
    return;
  }
  const { optimiser, rate } = parsed;
  const after = await follow(setting, { optimiser, rate, start, gradients });
  const moves = f64.flatMap((row, step) => row.map((value, i) => Math.abs(value - (f64[step - 1] ?? start)[i])));
  const longest = Math.max(rate, ...moves);
  f64.forEach((expected, step) => {
    // Per step, storing the parameter rounds it by 2⁻²⁵ of itself, and about ten roundings of 2⁻²⁴ go into the move.
    const size = Math.max(...start.map(Math.abs), ...expected.map(Math.abs));
    const tolerance = (step + 2) * ulp * (size + 30 * longest);
    compareNumbers(record, { id: `${id}/${name}/step${step + 1}`, got: after[step], expected, tolerance });
  });
}

interface Way {
  readonly optimiser: Optimiser;
  readonly rate: number;
  readonly start: readonly number[];
  readonly gradients: Rows;
}

/** The parameter after each update. */
async function follow(
  { runtime, threads }: ConformanceSetting,
  { optimiser, rate, start, gradients }: Way,
): Promise<number[][]> {
  const graph = updateGraph({ parameters: [{ name: "w", shape: [start.length] }], optimiser });
  const variables = new Variables();
  const program = await compile(graph, { runtime, threads, variables });
  try {
    variables.set("w", start);
    const after: number[][] = [];
    for (const [index, gradient] of gradients.entries()) {
      variables.set(gradientOf("w"), gradient);
      const scalars = Object.entries(optimiser.scalars).map(([name, of]) => [
        name,
        Float32Array.of(of(rate, index + 1)),
      ]);
      await program.run(Object.fromEntries(scalars));
      after.push([...variables.get("w")]);
    }
    return after;
  } finally {
    await program.release();
  }
}

function checkSchedules({ record, id }: FileUnderCheck, reference: OptimisersReference): void {
  const compare = (name: string, expected: readonly number[], got: readonly number[]): void =>
    expected.forEach((value, i) => {
      const distance = Math.abs(got[i] - value);
      // Near the end of a cosine 1 + cos loses what float64 cannot hold beside 1.
      const tolerance = printed * Math.abs(value) + 2 ** -52;
      record.compare({ id: `${id}/${name}/${i}`, expected: value, got: got[i], distance, tolerance });
    });
  const values = (schedule: Schedule, list: readonly number[]): number[] => list.map((_, epoch) => schedule(epoch));
  for (const [key, part] of Object.entries(reference)) {
    const from = /^cosineFromEpoch(\d+)$/.exec(key)?.[1];
    if (from === undefined || !isCosine(part)) continue;
    const schedule = cosine(part.rate, { from: Number(from), epochs: part.epochs });
    compare(key, part.values, values(schedule, part.values));
  }
  if (reference.warmupCosine) {
    const { rate, warmup, total, factors } = reference.warmupCosine;
    const schedule = warmupCosine(rate, { warmup, steps: total });
    const got = factors.map(([step]) => schedule(step) / rate);
    compare(
      "warmupCosine",
      factors.map(([, factor]) => factor),
      got,
    );
  }
  if (reference.exponential) {
    const { rate, gamma, values: list } = reference.exponential;
    compare("exponential", list, values(exponential(rate, { factor: gamma }), list));
  }
}

interface CosineReference {
  readonly rate: number;
  readonly epochs: number;
  readonly values: readonly number[];
}

function isCosine(part: unknown): part is CosineReference {
  return typeof part === "object" && part !== null && "rate" in part && "epochs" in part && "values" in part;
}

async function checkAverage(
  { record, id, setting: { runtime, threads } }: FileUnderCheck,
  { decay, start, values, after }: NonNullable<OptimisersReference["average"]>,
): Promise<void> {
  // Gradient descent with rate 0 leaves any value in the parameter.
  const parameters = [{ name: "w", shape: [start.length] }];
  const graph = updateGraph({ parameters, optimiser: sgd(), average: { decay, states: [] } });
  const variables = new Variables();
  const program = await compile(graph, { runtime, threads, variables });
  try {
    variables.set(averageOf("w"), start);
    for (const [index, value] of values.entries()) {
      variables.set("w", value);
      await program.run({ rate: Float32Array.of(0) });
      const got = [...variables.get(averageOf("w"))];
      // The start is rounded once and every update twice.
      const size = Math.max(1, ...start.map(Math.abs), ...value.map(Math.abs));
      const tolerance = ((2 * index + 3) * ulp * size) / 2;
      compareNumbers(record, { id: `${id}/average/${index + 1}`, got, expected: after[index], tolerance });
    }
  } finally {
    await program.release();
  }
}
