import { randomStream, type RandomStream } from "@hilum/numeric";
import * as fc from "fast-check";
import type { Value } from "../graph.ts";
import type { DType, Shape } from "../tensor-type.ts";
import { count, type Plain, plain } from "./plain/plain.ts";

/** How the numbers of an input are drawn, so that no function is asked for its slope where it has none. */
const draws = {
  /** Anywhere in ±2. */
  any: (stream) => 4 * stream.uniform() - 2,
  positive: (stream) => 0.5 + 1.5 * stream.uniform(),
  /** At least 0.1 from 0. */
  nonzero: (stream) => (stream.uniform() < 0.5 ? -1 : 1) * (0.1 + 1.9 * stream.uniform()),
  /** At least 0.1 from a whole number. */
  fractional: (stream) => stream.integer(6) - 3 + 0.1 + 0.8 * stream.uniform(),
  /** −2 to 2 in whole steps, so that equal ones are frequent. */
  whole: (stream) => stream.integer(5) - 2,
  /** On a lattice of 0.1, and on one half way between its points. */
  even: (stream) => (stream.integer(40) - 20) / 10,
  odd: (stream) => (stream.integer(40) - 20) / 10 + 0.05,
  /** No two closer than 0.05. */
  distinct: (_stream, place, ranks) => (ranks[place] - ranks.length / 2) / 20,
  /** Neighbours on both sides of 0, so that no row has a tiny variance, which would magnify rounding. */
  alternating: (stream, place) => (place % 2 === 0 ? 1 : -1) * (0.5 + 1.5 * stream.uniform()),
  bool: (stream) => stream.integer(2),
} satisfies Record<string, (stream: RandomStream, place: number, ranks: readonly number[]) => number>;

/** An input of an operation: its shape, and how it is filled. */
export interface InputRule {
  readonly shape: Shape;
  readonly draw?: keyof typeof draws;
  /** For int64 inputs: whole numbers from `low` to before `high`. */
  readonly range?: readonly [low: number, high: number];
}

/** What a case says about one operation; `S` are the settings that vary from sample to sample. */
export interface CaseRow<S> {
  readonly name: string;
  /** The exported names that it tests; by default its own name. */
  readonly covers?: readonly string[];
  readonly settings: fc.Arbitrary<S>;
  readonly inputs: (settings: S) => Readonly<Record<string, InputRule>>;
  readonly build: (values: Readonly<Record<string, Value>>, settings: S) => Value;
  /** The same in float64. */
  readonly plain: (tensors: Readonly<Record<string, Plain>>, settings: S) => Plain;
  /** `stopped`: no gradient may come through, although the function has a slope. */
  readonly gradient?: "numeric" | "stopped";
}

/** One graph to run: filled inputs, and the operation on values and in float64. */
export interface Sample {
  readonly text: string;
  readonly inputs: ReadonlyMap<string, { readonly dtype: DType; readonly tensor: Plain }>;
  readonly build: (values: ReadonlyMap<string, Value>) => Value;
  readonly plain: (tensors: ReadonlyMap<string, Plain>) => Plain;
  readonly gradient: "numeric" | "stopped";
}

export interface OperationCase {
  readonly name: string;
  readonly covers: readonly string[];
  readonly samples: fc.Arbitrary<Sample>;
}

/** A row as the runner takes it: settings and seed drawn, inputs filled. */
export function operationCase<S>(row: CaseRow<S>): OperationCase {
  const samples = fc.tuple(row.settings, fc.nat(1e6)).map(([settings, seed]): Sample => {
    const rules = Object.entries(row.inputs(settings));
    return {
      text: `${row.name} ${JSON.stringify(settings)} seed ${seed}`,
      inputs: new Map(rules.map(([name, rule]) => [name, filledInput(rule, seed, name)])),
      build: (values) => row.build(Object.fromEntries(values), settings),
      plain: (tensors) => row.plain(Object.fromEntries(tensors), settings),
      gradient: row.gradient ?? "numeric",
    };
  });
  return { name: row.name, covers: row.covers ?? [row.name], samples };
}

function filledInput({ shape, draw = "any", range }: InputRule, seed: number, name: string) {
  const stream = randomStream(seed, name);
  const elements = count(shape);
  if (range) {
    const [low, high] = range;
    const values = Array.from({ length: elements }, () => low + stream.integer(high - low));
    return { dtype: "int64" as const, tensor: plain(shape, values) };
  }
  const ranks = draw === "distinct" ? stream.shuffled(Array.from({ length: elements }, (_, i) => i)) : [];
  // Rounded as the engine stores them, so that both compute from the same numbers.
  const values = Float32Array.from({ length: elements }, (_, place) => draws[draw](stream, place, ranks));
  return { dtype: draw === "bool" ? ("bool" as const) : ("float32" as const), tensor: plain(shape, values) };
}

/** Shapes of a few small axes. */
export function shapes({ minRank = 0, maxRank = 4, minSize = 1, maxSize = 4 } = {}): fc.Arbitrary<number[]> {
  return fc.array(fc.integer({ min: minSize, max: maxSize }), { minLength: minRank, maxLength: maxRank });
}

/** A whole number between two others, both included. */
export const whole = (min: number, max: number): fc.Arbitrary<number> => fc.integer({ min, max });

/** Shapes that broadcast with each other: leading axes are missing here and there, others have size 1. */
export function broadcasting(operands: number): fc.Arbitrary<number[][]> {
  return shapes({ maxRank: 3 }).chain((full) =>
    fc.tuple(
      ...Array.from({ length: operands }, () =>
        fc
          .tuple(whole(0, full.length), fc.array(fc.boolean(), { minLength: full.length, maxLength: full.length }))
          .map(([skipped, stretched]) => full.map((size, axis) => (stretched[axis] ? 1 : size)).slice(skipped)),
      ),
    ),
  );
}
