import { compile, type ElementArray, type Graph, type Value, Variables } from "@hilum/graph";
import type { GotTensor } from "./compare-tensor.ts";
import type { ConformanceSetting } from "./setting.ts";

/** A graph, what is asked of it, and what it is fed. */
export interface Task {
  readonly graph: Graph;
  readonly outputs: Readonly<Record<string, Value>>;
  readonly inputs: Readonly<Record<string, ElementArray>>;
  readonly variables?: Variables;
}

/** Compiles a graph, runs it once and releases it. */
export async function runOnce(
  { runtime, threads }: Pick<ConformanceSetting, "runtime" | "threads">,
  { graph, outputs, inputs, variables = new Variables() }: Task,
): Promise<ReadonlyMap<string, GotTensor>> {
  const program = await compile(graph, { runtime, threads, variables, outputs });
  try {
    const results = await program.run(inputs);
    return new Map(
      Object.entries(outputs).map(([name, { shape }]) => [name, { values: floats(results[name]), shape }]),
    );
  } finally {
    await program.release();
  }
}

/** Elements as numbers; float32 as they are. */
export function floats(elements: ElementArray): Float32Array {
  return elements instanceof Float32Array ? elements : Float32Array.from<number | bigint>(elements, Number);
}
