import { compile, type CompileOptions, Graph, type Program, sumSquare, Variables } from "@hilum/graph";
import { gradientOf, gradientScale } from "../names.ts";
import type { Optimiser } from "./optimiser.ts";
import { type NamedShape, updateGraph } from "./update-graph.ts";

/** What the update of a network's parameters needs to know. */
export interface SlicedUpdateOptions extends Pick<
  CompileOptions,
  "runtime" | "threads" | "device" | "memory" | "session"
> {
  /** Where parameters, gradients, memories and averages live; they are packed, see `Variables.pack`. */
  readonly variables: Variables;
  readonly parameters: readonly NamedShape[];
  readonly optimiser: Optimiser;
  /** Largest length of all gradients taken as one vector; longer ones are shortened to it (torch clip_grad_norm_). */
  readonly clip?: number | undefined;
  /** Moving average of the parameters: share of the old average that is kept per update. */
  readonly decay?: number | undefined;
}

/** Moves all parameters of a network, one slice of memory after the other. */
export interface SlicedUpdate {
  readonly program: Program;
  /** One update; returns the length of all gradients before clipping, if they are clipped. */
  run(rate: number, step: number): Promise<number | undefined>;
  release(): Promise<void>;
}

/** Elements per slice: a slice of everything that one update touches stays in the processor's cache. */
const sliceLength = 1 << 18;
const slice = "slice";

/**
 * The update of all parameters by one small graph that runs over slices of equal length.
 *
 * Parameters, gradients, memories and averages each lie in one array in the same order, so one graph of some element-wise operations
 * on one slice serves all of them. It needs no memory of its own beyond a few slices, and its intermediate results never leave the
 * cache; a graph over whole parameters takes two to three times as long.
 */
export async function slicedUpdate(options: SlicedUpdateOptions): Promise<SlicedUpdate> {
  const { variables, parameters, optimiser, clip, decay, ...settings } = options;
  const count = parameters.reduce((sum, { name }) => sum + variables.get(name).length, 0);
  const length = Math.min(sliceLength, count);
  const graph = updateGraph({
    parameters: [{ name: slice, shape: [length] }],
    optimiser,
    scale: clip === undefined ? "none" : "input",
    average: decay === undefined ? undefined : { decay, states: [] },
  });
  const window = new Variables();
  const program = await compile(graph, { ...settings, variables: window });
  // `adam.first:slice` stands for `adam.first:NAME` of every parameter.
  const groups = window.names.map((windowName) => {
    const of = (name: string): string => windowName.slice(0, windowName.length - slice.length) + name;
    for (const { name, shape } of parameters) variables.add(of(name), shape);
    return { windowName, names: parameters.map(({ name }) => of(name)) };
  });
  const pack = () => groups.map((group) => ({ ...group, packed: variables.pack(group.names, length) }));
  let arrays = pack();
  /** Another step over the same variables may have packed them elsewhere since. */
  const current = () => {
    const stayed = arrays.every(({ names, packed }) =>
      names.every((name) => variables.get(name).buffer === packed.buffer),
    );
    if (!stayed) arrays = pack();
    return arrays;
  };
  const squares = clip === undefined ? undefined : await squareProgram(length, settings);

  const norm = async (gradients: Float32Array): Promise<number> => {
    let total = 0;
    for (let start = 0; start < gradients.length; start += length) {
      const { square } = await squares!.run({ gradient: gradients.subarray(start, start + length) });
      total += Number(square[0]);
    }
    return Math.sqrt(total);
  };
  const run = async (rate: number, step: number): Promise<number | undefined> => {
    const scalars = Object.fromEntries(
      Object.entries(optimiser.scalars).map(([name, of]) => [name, Float32Array.of(of(rate, step))]),
    );
    const memory = current();
    const gradients = memory.find(({ windowName }) => windowName === gradientOf(slice))!.packed;
    const gradientNorm = clip === undefined ? undefined : await norm(gradients);
    // 1e-6 as in PyTorch, against division by zero.
    if (gradientNorm !== undefined)
      scalars[gradientScale] = Float32Array.of(Math.min(1, clip! / (gradientNorm + 1e-6)));
    for (let start = 0; start < gradients.length; start += length) {
      for (const { windowName, packed } of memory) window.bind(windowName, packed.subarray(start, start + length));
      await program.run(scalars);
    }
    return gradientNorm;
  };
  const release = async (): Promise<void> => {
    await program.release();
    await squares?.release();
  };
  return { program, run, release };
}

function squareProgram(
  length: number,
  settings: Pick<CompileOptions, "runtime" | "threads" | "device" | "memory" | "session">,
): Promise<Program> {
  const graph = new Graph();
  return compile(graph, { ...settings, outputs: { square: sumSquare(graph.input("gradient", "float32", [length])) } });
}
