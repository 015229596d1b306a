import { add, floor, Graph, mul, type Shape, type Value } from "@hilum/graph";
import { averageOf, gradientOf, gradientScale } from "../names.ts";
import type { Optimiser } from "./optimiser.ts";

/** A parameter or state by name and shape. */
export interface NamedShape {
  readonly name: string;
  readonly shape: Shape;
}

/** What the update of a network needs to know. */
export interface UpdateGraphOptions {
  /** Parameters with a gradient. */
  readonly parameters: readonly NamedShape[];
  readonly optimiser: Optimiser;
  /** `input`: the gradients are multiplied by the input `gradientScale` first, for clipping. Default `none`. */
  readonly scale?: "none" | "input";
  /** Moving average of the parameters and of these states, by `decay` per update. */
  readonly average?: { readonly decay: number; readonly states: readonly NamedShape[] };
}

/**
 * The graph that moves parameters after a backward pass: it reads `gradient:NAME` and updates NAME, the optimiser's memories
 * (`adam.first:NAME` …) and, if asked, the moving averages `average:NAME`.
 *
 * All updates are element by element and written so that `compile` may do them in place. Its inputs are the optimiser's scalars.
 */
export function updateGraph({ parameters, optimiser, scale = "none", average }: UpdateGraphOptions): Graph {
  const graph = new Graph();
  const scalars = Object.fromEntries(
    Object.keys(optimiser.scalars).map((name) => [name, graph.input(name, "float32", [])]),
  );
  const factor = scale === "input" ? graph.input(gradientScale, "float32", []) : undefined;
  for (const { name, shape } of parameters) {
    const parameter = graph.parameter(name, shape);
    const gradient = graph.state(gradientOf(name), shape);
    const next = optimiser.next({
      parameter,
      gradient: factor ? mul(gradient, factor) : gradient,
      scalars,
      memory: (kind) => graph.state(`${kind}:${name}`, shape),
      remember: (memory, value) => graph.update(memory, value),
    });
    graph.update(parameter, next);
    if (average) follow(graph, name, next, average.decay);
  }
  for (const { name, shape } of average?.states ?? []) follow(graph, name, graph.state(name, shape), average!.decay);
  return graph;
}

/**
 * kept·average + (1 − kept)·value. The share of the value is a multiple of 2⁻²⁴, so that both shares are float32 numbers whose sum is
 * exactly 1: otherwise the average of something constant would drift (by 3e-5 for a decay of 0.9997). The other form,
 * average + share·(value − average), loses every step below half a unit in the last place, always in the same direction.
 */
function follow(graph: Graph, name: string, value: Value, decay: number): void {
  const average = graph.state(averageOf(name), value.shape);
  const share = Math.max(1, Math.round((1 - decay) * 2 ** 24)) / 2 ** 24;
  const next = add(mul(average, 1 - share), mul(value, share));
  // A scalar state counts batches; as an integer buffer in PyTorch it is rounded down.
  graph.update(average, value.shape.length === 0 && value.source.kind === "state" ? floor(next) : next);
}
