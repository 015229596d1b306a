import { randomStream } from "@hilum/numeric";
import type { Graph } from "./graph.ts";
import type { Variables } from "./runtime/variables.ts";

/** How a parameter or state starts. Standard deviations and bounds are in the parameter's own unit. */
export type Initial =
  | { readonly kind: "constant"; readonly value: number }
  | { readonly kind: "normal"; readonly deviation: number }
  /** Normal, drawn again outside ±2 deviations. */
  | { readonly kind: "truncated-normal"; readonly deviation: number }
  | { readonly kind: "uniform"; readonly bound: number };

/**
 * Fills the parameters and states of a graph as their makers wished. Each has its own random stream, named after it: a change to
 * one layer leaves the start of the others as it was.
 */
export function initialise(graph: Graph, variables: Variables, seed: number): void {
  variables.declare(graph);
  for (const value of [...graph.parameters.values(), ...graph.states.values()]) {
    const initial = graph.initials.get(value.name);
    if (initial) variables.set(value.name, drawInitial(initial, variables.get(value.name).length, seed, value.name));
  }
}

function drawInitial(initial: Initial, count: number, seed: number, name: string): Float32Array {
  if (initial.kind === "constant") return new Float32Array(count).fill(initial.value);
  const stream = randomStream(seed, "initial", name);
  const draw = {
    normal: () => stream.normal(),
    "truncated-normal": () => truncated(() => stream.normal()),
    uniform: () => 2 * stream.uniform() - 1,
  }[initial.kind];
  const scale = initial.kind === "uniform" ? initial.bound : initial.deviation;
  return Float32Array.from({ length: count }, () => scale * draw());
}

function truncated(draw: () => number): number {
  for (;;) {
    const value = draw();
    if (Math.abs(value) <= 2) return value;
  }
}
