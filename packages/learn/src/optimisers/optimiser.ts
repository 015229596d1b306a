import type { Value } from "@hilum/graph";

/** What an optimiser is given to write the update of one parameter. */
export interface ParameterUpdate {
  readonly parameter: Value;
  readonly gradient: Value;
  /** The optimiser's scalars of this step, by name, each float32 []. */
  readonly scalars: Readonly<Record<string, Value>>;
  /** A tensor of the parameter's shape that the optimiser keeps from step to step, 0 at first: a moment, a velocity. */
  readonly memory: (name: string) => Value;
  /** What such a tensor becomes after this step. */
  readonly remember: (memory: Value, next: Value) => void;
}

/**
 * How parameters follow their gradients, written as graph.
 *
 * What changes from step to step for all parameters alike (the rate, the bias corrections of Adam) is computed in double
 * precision outside the graph and enters it as scalars: in float32, 1 − 0.999¹ would already be wrong by 6e-5.
 */
export interface Optimiser {
  /** Scalars by name, of the learning rate and the step, counted from 1. */
  readonly scalars: Readonly<Record<string, (rate: number, step: number) => number>>;
  /** The next value of the parameter. */
  next(update: ParameterUpdate): Value;
}
